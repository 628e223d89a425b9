package io.tidemill.infra.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "replay", mixinStandardHelpOptions = true, hidden = true)
final class ReplayCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ExitCodes.FAILED;
    }
}
