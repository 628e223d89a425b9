package io.tidemill.infra.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "demo", mixinStandardHelpOptions = true, hidden = true)
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ExitCodes.FAILED;
    }
}
