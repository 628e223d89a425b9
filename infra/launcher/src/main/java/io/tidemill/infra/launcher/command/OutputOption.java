package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Option;

/** How a command prints its result. */
final class OutputOption {
    /** The forms a result can have. */
    enum Form {
        /** For people. */
        text,
        /** For programs. */
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text or json (default: text).")
    private Form form = Form.text;

    boolean json() {
        return form == Form.json;
    }
}
