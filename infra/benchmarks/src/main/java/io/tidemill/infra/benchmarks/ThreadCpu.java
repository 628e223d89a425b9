package io.tidemill.infra.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** CPU time of the threads that it makes: what of this process is measured, without what sends. */
final class ThreadCpu implements ThreadFactory {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "measured");
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    /** CPU milliseconds of those that still run. */
    double millis() {
        return made.stream()
                        .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getId())))
                        .sum()
                / NANOS_PER_MILLI;
    }
}
