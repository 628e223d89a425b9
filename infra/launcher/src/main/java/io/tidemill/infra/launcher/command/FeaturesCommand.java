package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks after features. */
@Command(
        name = "features",
        description = {
            "Check feature definitions, list them, have editors know them, open them with Feast: nothing has to run.",
            "Change the definitions of the running stack, make training sets, materialize tables, bring Redis back,"
                    + " compare what was served: of the stack on --data."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            FeaturesValidateCommand.class,
            FeaturesListCommand.class,
            FeaturesSchemaCommand.class,
            FeaturesPlanCommand.class,
            FeaturesApplyCommand.class,
            FeaturesShowCommand.class,
            FeaturesDiffCommand.class,
            FeaturesRetireCommand.class,
            FeaturesExportCommand.class,
            FeaturesImportCommand.class,
            FeaturesTrainingSetCommand.class,
            FeaturesMaterializeCommand.class,
            FeaturesRebuildCommand.class,
            FeaturesVerifyCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  tidemill features validate --definitions examples/shops",
            "  tidemill features list",
            "  tidemill features schema > features.schema.json",
            "  tidemill features plan",
            "  tidemill features apply",
            "  tidemill features export --out feast",
            "  tidemill features import --registry registry.db --out definitions/features/feast.yaml",
            "  tidemill features training-set --entities members.csv --service churn --out churn.parquet",
            "  tidemill features materialize",
            "  tidemill features rebuild",
            "  tidemill features verify --day 2026-03-29"
        })
final class FeaturesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
