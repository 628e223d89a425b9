package io.tidemill.infra.systemtests;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of imports of ARCHITECTURE.md, and the habits that a machine can check. */
class ImportRulesTest {
    private static final String OURS = "io.tidemill..";

    private static final List<String> GROUND_FLOOR = List.of(
            "io.tidemill.schemas..",
            "io.tidemill.infra.httpserver..",
            "io.tidemill.infra.eventstreams..",
            "io.tidemill.infra.topictransactions..",
            "io.tidemill.infra.lakecatalog..",
            "io.tidemill.infra.embeddedkafka..",
            "io.tidemill.infra.testsupport..");

    /** Each folder, and what of other folders it may import beside the ground floor. */
    private static final Map<String, List<String>> CROSS_EDGES = Map.of(
            "ingestion", List.of(),
            "featurejobs", List.of(),
            "decisionengine",
                    List.of("io.tidemill.featurejobs.onlinestore..", "io.tidemill.featurejobs.featurereading.."),
            "trainingtriggers",
                    List.of(
                            "io.tidemill.featurejobs.featurelogic..",
                            "io.tidemill.featurejobs.trainingsets..",
                            "io.tidemill.decisionengine.scoring.."));

    private static JavaClasses classes = new ClassFileImporter().importPaths(List.of());

    @BeforeAll
    static void readClassFiles() {
        classes = new ClassFileImporter().importPaths(Repository.compiledClasses());
        assertThat(classes).as("compiled classes").hasSizeGreaterThan(50);
    }

    @Test
    void schemasDependOnNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.tidemill.schemas..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(OURS).and(resideOutsideOfPackages("io.tidemill.schemas..")))
                .because("every module reads the schemas; move what they need into schemas")
                .check(classes);
    }

    @Test
    void theGroundFloorStandsOnSchemasAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(GROUND_FLOOR.toArray(String[]::new))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(OURS).and(resideOutsideOfPackages(GROUND_FLOOR.toArray(String[]::new))))
                .because("all others stand on the ground floor; pass in what it needs as an argument")
                .check(classes);
    }

    @Test
    void foldersMeetThroughTopicsAndTables() {
        CROSS_EDGES.forEach((folder, edges) -> {
            String own = "io.tidemill." + folder + "..";
            String[] allowed = Stream.of(GROUND_FLOOR.stream(), edges.stream(), Stream.of(own))
                    .flatMap(packages -> packages)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(OURS).and(resideOutsideOfPackages(allowed)))
                    .because("folders meet through topics and tables declared in schemas/contracts; the allowed"
                            + " cross-edges stand in ARCHITECTURE.md")
                    .check(classes);
        });
    }

    static Stream<ArchRule> onlyOneModuleKnows() {
        return Stream.of(
                confined(
                        "Drools",
                        "use the rules module's RuleSet",
                        List.of("io.tidemill.decisionengine.rules.."),
                        "org.drools..",
                        "org.kie.."),
                confined(
                        "CEL", "use the expressions module", List.of("io.tidemill.schemas.expressions.."), "dev.cel.."),
                confined(
                        "Redis",
                        "use the online-store module",
                        List.of("io.tidemill.featurejobs.onlinestore.."),
                        "redis.clients.."),
                confined(
                        "Kafka's broker",
                        "use a Kafka client",
                        List.of("io.tidemill.infra.embeddedkafka.."),
                        "kafka..",
                        "org.apache.kafka.metadata.."),
                confined(
                        "Flink",
                        "only jobs import Flink",
                        List.of(
                                "io.tidemill.infra.eventstreams..",
                                "io.tidemill.infra.embeddedflink..",
                                "io.tidemill.ingestion.lakesink..",
                                "io.tidemill.ingestion.lakemaintenance..",
                                "io.tidemill.featurejobs.streamingfeatures..",
                                "io.tidemill.featurejobs.trainingsetjob..",
                                "io.tidemill.decisionengine.decisions.."),
                        "org.apache.flink.."),
                confined(
                        "XGBoost's library",
                        "score with the scoring module",
                        List.of("io.tidemill.trainingtriggers.modeltraining.."),
                        "ml.dmlc.."));
    }

    @ParameterizedTest
    @MethodSource("onlyOneModuleKnows")
    void aLibraryIsKnownToItsModuleOnly(ArchRule rule) {
        rule.check(classes);
    }

    @Test
    void snapshotsAreMadeWhereALostAnswerIsLookedFor() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tidemill.ingestion.laketables.SnapshotCommit")
                .should()
                .callMethodWhere(
                        target(name("commit")).and(target(owner(assignableTo("org.apache.iceberg.SnapshotUpdate")))))
                .because("Iceberg deletes the manifests of a commit of which the answer was lost: use SnapshotCommit")
                .check(classes);
    }

    @Test
    void theLakeIsOpenedAsItIsConfigured() {
        String text = String.class.getName();
        noClasses()
                .that()
                .resideOutsideOfPackages("io.tidemill.infra.lakecatalog..", "io.tidemill.ingestion.laketables..")
                .should()
                .callMethod("io.tidemill.ingestion.laketables.Lake", "open", text, text)
                .orShould()
                .callMethod("io.tidemill.infra.lakecatalog.CatalogSettings", "jdbc", text, text)
                .because("a REST catalogue, HDFS and S3 need more than two addresses: use CatalogSettings.of")
                .check(classes);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .because("a name is a term of the field: say what it does")
                .check(classes);
    }

    @Test
    void clocksArePassedIn() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .because("a test sets the time: take a java.time.Clock as an argument")
                .check(classes);
    }

    @Test
    void nobodySleeps() {
        // The roof watches other processes, which signal nothing: there one looks again after a pause.
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tidemill.infra.launcher.waiting.Poll")
                .and()
                .doNotHaveFullyQualifiedName("io.tidemill.infra.servers.Surroundings")
                .and()
                .doNotHaveFullyQualifiedName("io.tidemill.infra.embeddedflink.Surroundings")
                .should()
                .callMethodWhere(target(name("sleep"))
                        .and(target(owner(assignableTo(Thread.class).or(assignableTo(TimeUnit.class))))))
                .because("wait on a condition, or schedule; the launcher looks again by its Poll")
                .check(classes);
    }

    @Test
    void errorsSayWhoMustAct() {
        // A type of our own calls that constructor too, by super: its name says who must act. Messages are protoc's
        // code.
        noClasses()
                .that()
                .areNotAssignableTo(RuntimeException.class)
                .and()
                .areNotAssignableTo("com.google.protobuf.MessageOrBuilder")
                .should()
                .callConstructor(RuntimeException.class, String.class)
                .orShould()
                .callConstructor(RuntimeException.class, Throwable.class)
                .orShould()
                .callConstructor(RuntimeException.class, String.class, Throwable.class)
                .because("a reader of the type must know who has to act")
                .check(classes);
    }

    @Test
    void recordsAndEnumsHoldNoMutableStatics() {
        classes()
                .that()
                .areRecords()
                .should()
                .haveOnlyFinalFields()
                .because("values do not change")
                .check(classes);
    }

    @Test
    void everyPackageSaysWhatLivesInItAndIsNullMarked() throws IOException {
        for (Path module : Repository.modules()) {
            Path sources = module.resolve("src/main/java");
            if (!Files.isDirectory(sources)) {
                continue;
            }
            try (Stream<Path> folders = Files.walk(sources)) {
                for (Path folder : folders.filter(Files::isDirectory).toList()) {
                    if (holdsClasses(folder)) {
                        assertThat(folder.resolve("package-info.java"))
                                .content()
                                .contains("/**")
                                .contains("@NullMarked");
                    }
                }
            }
        }
    }

    private static boolean holdsClasses(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }

    private static ArchRule confined(String library, String instead, List<String> allowed, String... packages) {
        return noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages(allowed.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .as(library + " is imported only by " + allowed)
                .because(instead)
                .allowEmptyShould(true);
    }
}
