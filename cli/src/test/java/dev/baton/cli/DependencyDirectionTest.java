package dev.baton.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Here, for cli is where all modules come together. */
@AnalyzeClasses(packages = "dev.baton", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyDirectionTest {
    private static final String[] RUNTIME = {
        "dev.baton", "dev.baton.sched..", "dev.baton.vthread..", "dev.baton.linux.."
    };
    private static final String[] LIBRARIES = {
        "dev.baton",
        "dev.baton.sched..",
        "dev.baton.vthread..",
        "dev.baton.linux..",
        "dev.baton.syscall..",
        "dev.baton.os.."
    };

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
                    .layer("examples")
                    .definedBy("dev.baton.examples..")
                    .layer("bench")
                    .definedBy("dev.baton.bench..")
                    .layer("cli")
                    .definedBy("dev.baton.cli..")
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("bench")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("examples")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("os")
                    .mayOnlyBeAccessedByLayers("cli", "bench", "examples")
                    .whereLayer("syscall")
                    .mayOnlyBeAccessedByLayers("cli", "bench", "examples", "os")
                    .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule onlyTheSeamTouchesTheInsidesOfTheJdk =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.baton.vthread..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("jdk.internal..", "sun.."));

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
    static final ArchRule theSeamKnowsNothingOfTheScheduler =
            noClasses()
                    .that()
                    .resideInAPackage("dev.baton.vthread..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.baton.sched.."));
}
