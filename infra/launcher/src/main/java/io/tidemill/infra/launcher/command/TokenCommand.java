package io.tidemill.infra.launcher.command;

import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.stack.StateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a token. */
@Command(
        name = "token",
        description = {
            "Print a bearer token, signed with the secret in the data folder.",
            "Roles: producer, reader, personal, marketer, scientist, operator, admin."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill token --role marketer --tenant shop-7",
            "  tidemill token --role reader --role producer --valid-for PT1H",
            "  curl -H \"Authorization: Bearer $(./tidemill token --role reader)\" ..."
        })
final class TokenCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            split = ",",
            description = "May be given repeatedly.")
    private List<String> roles = List.of();

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            defaultValue = "default",
            description = "The store or brand it acts for (default: default).")
    private String tenant = "default";

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            defaultValue = "${user.name}",
            description = "Who it stands for in the audit log (default: you).")
    private String subject = "";

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            defaultValue = "PT12H",
            description = "How long it is good, in ISO 8601 (default: PT12H).")
    private Duration validFor = Duration.ofHours(12);

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    TokenCommand() {}

    @Override
    public Integer call() throws IOException {
        Set<Role> wanted = new LinkedHashSet<>();
        for (String role : roles) {
            wanted.add(Role.of(role));
        }
        LocalTokens tokens = LocalTokens.ofSecretFile(new DataFolder(data.path()).authSecret(), Clock.systemUTC());
        String token = tokens.issue(subject, tenant, wanted, validFor);
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.json() ? StateFile.pretty(StateFile.object(Map.of("token", token))) : token);
        return ExitCodes.DONE;
    }
}
