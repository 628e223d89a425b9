package io.tidemill.infra.launcher.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code tidemill} command. */
@Command(
        name = "tidemill",
        description = "Events become features and decisions within a second, and better models by the next morning.",
        mixinStandardHelpOptions = true,
        version = "tidemill 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            TokenCommand.class,
            QualityCommand.class,
            LineageCommand.class,
            ReplayCommand.class,
            SimulateCommand.class,
            SchemasCommand.class,
            LakeCommand.class,
            FeaturesCommand.class,
            DeadLettersCommand.class,
            FeedsCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 another launcher has the data folder, 4 not running.",
            "With the variable TIDEMILL_DEBUG set, a command that fails prints where in the code.",
            "",
            "Examples:",
            "  tidemill demo                 watch the whole loop on simulated shops",
            "  tidemill up --detach          start everything and return when it is ready",
            "  tidemill status               what runs, where, and since when",
            "  tidemill down                 stop everything"
        })
public final class Tidemill implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Created by picocli. */
    @SuppressWarnings("NullAway.Init")
    public Tidemill() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        int code = command().execute(arguments);
        System.out.flush();
        System.exit(code);
    }

    /** The command as it is run: how it reads values, and what it says when it fails. */
    static CommandLine command() {
        CommandLine command = new CommandLine(new Tidemill());
        ValueConverters.register(command);
        command.setExecutionExceptionHandler(new CommandFailures(System.getenv().containsKey(CommandFailures.TRACES)));
        return command;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
