package dev.baton.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Set;

/** Here, for cli is where all modules come together. */
@AnalyzeClasses(
        packages = {"dev.baton", "programs"},
        locations = DependencyDirectionTest.Agent.class,
        importOptions = {
            ImportOption.DoNotIncludeTests.class,
            DependencyDirectionTest.DoNotIncludeTestJars.class
        })
class DependencyDirectionTest {
    /** Tests that a module gives to others, where it is a jar. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** The agent's jar has its classes as data, but for those that start it. */
    static final class Agent implements LocationProvider {
        @Override
        public Set<Location> get(Class<?> testClass) {
            return Set.of(Location.of(Path.of("..", "agent", "target", "classes")));
        }
    }

    private static final String[] RUNTIME = {
        "dev.baton",
        "dev.baton.settings..",
        "dev.baton.sched..",
        "dev.baton.vthread..",
        "dev.baton.linux.."
    };
    private static final String[] LIBRARIES = {
        "dev.baton",
        "dev.baton.settings..",
        "dev.baton.sched..",
        "dev.baton.vthread..",
        "dev.baton.linux..",
        "dev.baton.syscall..",
        "dev.baton.os.."
    };

    /** Part of the seam; beside who needs it, for the seam needs those. */
    private static final String CALLS_OF_C = "dev\\.baton\\.linux\\.EntryPoints.*";

    private static final String UNSAFE = "jdk.internal.misc.Unsafe";

    @ArchTest
    static final ArchRule dependenciesPointFromTheCommandToTheRuntime =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("runtime")
                    .definedBy(RUNTIME)
                    .layer("syscall")
                    .definedBy("dev.baton.syscall..")
                    .layer("os")
                    .definedBy("dev.baton.os..")
                    .layer("trace")
                    .definedBy("dev.baton.trace..")
                    .layer("bridge")
                    .definedBy("dev.baton.bridge..", "dev.baton.gate..")
                    .layer("agent")
                    .definedBy("dev.baton.agent..")
                    .layer("trace")
                    .definedBy("dev.baton.trace..")
                    .layer("programs")
                    .definedBy("programs..")
                    .layer("bench")
                    .definedBy("dev.baton.bench..")
                    .layer("cli")
                    .definedBy("dev.baton.cli..")
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("bench")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("programs")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("trace")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("agent")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("bridge")
                    .mayOnlyBeAccessedByLayers("agent")
                    .whereLayer("os")
                    .mayOnlyBeAccessedByLayers("cli", "bench")
                    .whereLayer("syscall")
                    .mayOnlyBeAccessedByLayers("cli", "bench", "os")
                    .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule onlyTheSeamTouchesTheInsidesOfTheJdk =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.baton.vthread..")
                    .and()
                    .haveNameNotMatching(CALLS_OF_C)
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("jdk.internal..", "sun..").and(not(name(UNSAFE))));

    /** For its own fields and memory, where a VarHandle costs too much in the interpreter. */
    @ArchTest
    static final ArchRule onlyTheRuntimeUsesUnsafe =
            noClasses()
                    .that(not(resideInAnyPackage(RUNTIME)))
                    .should()
                    .dependOnClassesThat(name(UNSAFE));

    @ArchTest
    static final ArchRule theLibrariesNeedNothingButTheJdk =
            noClasses()
                    .that(resideInAnyPackage(LIBRARIES))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(LIBRARIES)
                                    .or(resideInAnyPackage("java..", "jdk.internal.."))
                                    .negate()
                                    .as("are neither ours nor the JDK's"));

    @ArchTest
    static final ArchRule theAgentStandsOnTheRuntimeAndTheJdkAlone =
            noClasses()
                    .that()
                    .resideInAPackage("dev.baton.agent..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(RUNTIME)
                                    .or(
                                            resideInAnyPackage(
                                                    "dev.baton.agent..",
                                                    "dev.baton.bridge..",
                                                    "java..",
                                                    "jdk.jfr"))
                                    .negate()
                                    .as("are neither the runtime's nor the JDK's"));

    /** Else a program that records nothing would load the recorder. */
    @ArchTest
    static final ArchRule onlyWhatIsLoadedLateKnowsTheFlightRecorder =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.baton.agent",
                            "dev.baton.agent.control..",
                            "dev.baton.agent.live..",
                            "dev.baton.agent.observe..",
                            "dev.baton.sched..",
                            "dev.baton.vthread..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("jdk.jfr.."));

    @ArchTest
    static final ArchRule theBridgeStandsOnNothing =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.baton.bridge..", "dev.baton.gate..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("dev.baton.bridge..", "dev.baton.gate..", "java..")
                                    .negate()
                                    .as("the boot loader does not have"));

    /** A trace may come from another process and another machine. */
    @ArchTest
    static final ArchRule tracesAreReadWithoutTheScheduler =
            noClasses()
                    .that()
                    .resideInAPackage("dev.baton.trace..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("dev.baton.trace..", "java..")
                                    .negate()
                                    .as("are neither its own nor the JDK's"));

    @ArchTest
    static final ArchRule theExampleKnowsNothingOfBaton =
            noClasses()
                    .that()
                    .resideInAPackage("programs..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("programs..", "java..")
                                    .negate()
                                    .as("are neither its own nor the JDK's"));

    @ArchTest
    static final ArchRule theSeamKnowsNothingOfTheScheduler =
            noClasses()
                    .that()
                    .resideInAPackage("dev.baton.vthread..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.baton.sched.."));

    @ArchTest
    static final ArchRule whatTheSchedulerIsBuiltOfKnowsNothingOfIt =
            noClasses()
                    .that()
                    .resideInAPackage("dev.baton.sched.*..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.baton.sched"));
}
