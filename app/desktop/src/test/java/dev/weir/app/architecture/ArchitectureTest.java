package dev.weir.app.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md, over the classes of all modules. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.weir");

  /** All but the sample streams, which are a program of their own. */
  private static final String[] CONSOLE = {
    "dev.weir.stream..",
    "dev.weir.connector..",
    "dev.weir.alert..",
    "dev.weir.engine..",
    "dev.weir.views..",
    "dev.weir.app.."
  };

  @Test
  void everyModuleIsLookedAt() {
    assertThat(ALL.stream().map(JavaClass::getPackageName).toList())
        .as("packages seen; without one, its rules hold for nothing")
        .contains(
            "dev.weir.stream",
            "dev.weir.connector.kafka",
            "dev.weir.connector.redis",
            "dev.weir.alert.lag",
            "dev.weir.engine",
            "dev.weir.views.kit",
            "dev.weir.app",
            "dev.weir.sample.broker");
  }

  @Test
  void streamKnowsTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.weir.stream..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.weir.stream.."));
  }

  @Test
  void alertKnowsStreamsAndCelAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.weir.alert..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "dev.weir.stream..",
                "dev.weir.alert..",
                "dev.cel..",
                // What CEL answers with.
                "com.google.common.collect.."));
  }

  @Test
  void alertAndStreamDoNoInputAndStartNoThreads() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.weir.alert..", "dev.weir.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent.locks..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Clock.class, InstantSource.class));
  }

  @Test
  void noJavaFxOutsideViewsAndDesktop() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.views..", "dev.weir.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "javafx..", "com.sun.javafx..", "atlantafx..", "io.fair_acc..", "org.kordamp.."));
  }

  @Test
  void whatLibrariesThatAreLeftOutAreForIsNotUsed() {
    // The root pom leaves them out of chartfx's and Avro's dependencies.
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.fair_acc.chartfx.plugins..", "io.fair_acc.math..", "org.apache.avro.file..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.fair_acc.chartfx.ui.ProfilerInfoBox")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.fair_acc.chartfx.utils.WriteFxImage"));
  }

  @Test
  void chartfxOnlyInTheKit() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.views.kit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fair_acc.."));
  }

  @Test
  void kafkaOnlyInItsConnectorAndTheSampleStreams() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.connector.kafka..", "dev.weir.sample..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka.."));
  }

  @Test
  void jedisOnlyInTheRedisConnectorAndTheSampleStreams() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.connector.redis..", "dev.weir.sample..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("redis.clients.."));
  }

  @Test
  void connectorsAreFoundNotNamed() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.connector..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.connector.."));
  }

  @Test
  void onlyThePulseBeatsAndPosts() {
    check(
        noClasses()
            .that(are(not("Pulse", "dev.weir.views.kit.Pulse")))
            .should(
                access(
                    "call Platform.runLater or use an AnimationTimer",
                    access ->
                        (access.getTargetOwner().getName().equals("javafx.application.Platform")
                                && access.getName().startsWith("runLater"))
                            || access
                                .getTargetOwner()
                                .isAssignableTo("javafx.animation.AnimationTimer"))));
  }

  @Test
  void threadsAreMadeInOnePlace() {
    check(
        noClasses()
            .that(
                are(
                    resideInAnyPackage(CONSOLE)
                        .and(not("Threads", "dev.weir.engine.threads.Threads"))
                        .and(not("NameLookup", "dev.weir.connector.kafka.NameLookup"))
                        .and(
                            not(
                                "TransactionalLane",
                                "dev.weir.connector.kafka.TransactionalLane"))))
            .should(
                access(
                    "make threads",
                    access ->
                        isConstructorOf(access, "java.lang.Thread")
                            || (access.getTargetOwner().isEquivalentTo(Thread.class)
                                && (access.getName().startsWith("of")
                                    || access.getName().equals("startVirtualThread")))
                            || (access
                                    .getTargetOwner()
                                    .getName()
                                    .equals("java.util.concurrent.Executors")
                                && access.getName().startsWith("new"))
                            || isConstructorOf(access, "java.util.concurrent.ThreadPoolExecutor")
                            || isConstructorOf(access, "java.util.Timer"))));
  }

  @Test
  void theWallClockIsPassedIn() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.weir.alert..", "dev.weir.engine..", "dev.weir.views..")
            .should(
                access(
                    "read the wall clock",
                    access ->
                        (access.getTargetOwner().isEquivalentTo(System.class)
                                && access.getName().equals("currentTimeMillis"))
                            || (access.getTargetOwner().isEquivalentTo(Instant.class)
                                && access.getName().equals("now"))
                            || (List.of("java.time.Clock", "java.time.InstantSource")
                                    .contains(access.getTargetOwner().getName())
                                && access.getName().startsWith("system")))));
  }

  @Test
  void modelsHoldNoNodes() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.weir.views..")
            .and()
            .haveSimpleNameEndingWith("Model")
            .should(
                new ArchCondition<JavaClass>("hold no nodes") {
                  @Override
                  public void check(JavaClass model, ConditionEvents events) {
                    for (JavaField field : model.getAllFields()) {
                      if (field.getRawType().isAssignableTo("javafx.scene.Node")) {
                        events.add(
                            SimpleConditionEvent.violated(
                                field, field.getFullName() + " is a node"));
                      }
                    }
                  }
                }));
  }

  @Test
  void modelsNeedNoToolkit() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.weir.views..")
            .and()
            .haveSimpleNameEndingWith("Model")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx.scene..", "javafx.stage.."));
  }

  @Test
  void screensDoNotSeeEachOther() {
    check(
        slices()
            .matching("dev.weir.views.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                DescribedPredicate.alwaysTrue(), resideInAPackage("dev.weir.views.kit.."))
            .ignoreDependency(
                resideInAPackage("dev.weir.views.shell.."), DescribedPredicate.alwaysTrue()));
  }

  @Test
  void theKitKnowsNoScreen() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.weir.views.kit..")
            .should()
            .dependOnClassesThat(
                are(
                    resideInAPackage("dev.weir.views..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.weir.views.kit.."))))));
  }

  @Test
  void noPackageCycles() {
    check(slices().matching("dev.weir.(**)").should().beFreeOfCycles());
  }

  @Test
  void nobodyPrintsButTheCommandLine() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CONSOLE)
            .should(
                access(
                    "print to System.out or System.err",
                    access ->
                        access.getTargetOwner().isEquivalentTo(System.class)
                            && (access.getName().equals("out")
                                || access.getName().equals("err")))));
  }

  private static void check(ArchRule rule) {
    rule.check(ALL);
  }

  private static boolean isConstructorOf(JavaAccess<?> access, String name) {
    return access.getTargetOwner().getName().equals(name) && access.getName().equals("<init>");
  }

  /** The class, with whatever is inside it. */
  private static DescribedPredicate<JavaClass> not(String simpleName, String name) {
    return DescribedPredicate.describe(
        "not " + simpleName,
        type -> !type.getName().equals(name) && !type.getName().startsWith(name + "$"));
  }

  private static ArchCondition<JavaClass> access(
      String what, java.util.function.Predicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          if (forbidden.test(access)) {
            events.add(SimpleConditionEvent.satisfied(type, access.getDescription()));
          }
        }
      }
    };
  }
}
