package io.tidemill.infra.benchmarks.trainingsets;

import com.sun.management.OperatingSystemMXBean;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One step in a process of its own, so that its CPU and its memory are its own: {@code STEP CATALOG-URI WAREHOUSE ORDERS MEMBERS
 * QUESTIONS FILE}. The steps are {@code fill}, which makes the table, and the makers {@code tidemill} and {@code duckdb}, whose
 * values go to the file. What a maker took goes to standard output: milliseconds, and milliseconds of CPU.
 */
public final class TrainingSetProcess {
    private static final double NANOS_PER_MILLI = 1e6;

    private TrainingSetProcess() {}

    public static void main(String[] arguments) throws Exception {
        Shop shop =
                new Shop(Long.parseLong(arguments[3]), Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.of(Map.of("lake.catalog-uri", arguments[1], "lake.warehouse", arguments[2])))) {
            switch (arguments[0]) {
                case "fill" -> OrderTable.fill(lake, shop);
                case "tidemill" -> make(new OurTrainingSet(), lake, shop, Path.of(arguments[6]));
                case "duckdb" -> make(new DuckDbTrainingSet(), lake, shop, Path.of(arguments[6]));
                default -> throw new IllegalArgumentException(arguments[0] + ": expected fill, tidemill or duckdb");
            }
        }
    }

    private static void make(Maker maker, LakeCatalog lake, Shop shop, Path file) throws Exception {
        double[][] values = maker.make(lake, shop, TrainingSetProcess::time);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (double[] row : values) {
                write(row, out);
            }
        }
    }

    private static void time(Maker.Work work) throws Exception {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        long begun = System.nanoTime();
        work.run();
        System.out.printf(
                "%.0f %.0f%n",
                (System.nanoTime() - begun) / NANOS_PER_MILLI, (process.getProcessCpuTime() - cpu) / NANOS_PER_MILLI);
    }

    private static void write(double[] row, DataOutputStream out) throws IOException {
        for (double value : row) {
            out.writeDouble(value);
        }
    }
}
