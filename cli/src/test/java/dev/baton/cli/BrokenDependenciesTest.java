package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.baton.os.File;
import dev.baton.sched.SchedulerThatKnowsFiles;
import dev.baton.sched.SchedulerThatTouchesTheJdk;
import dev.baton.sched.SchedulerWithALibrary;
import org.junit.jupiter.api.Test;

/** The broken twins of {@link DependencyDirectionTest}. */
class BrokenDependenciesTest {
    @Test
    void aRuntimeThatKnowsFilesIsCaught() {
        assertCaught(
                DependencyDirectionTest.dependenciesPointFromTheCommandToTheRuntime,
                SchedulerThatKnowsFiles.class,
                File.class);
    }

    @Test
    void aSchedulerThatTouchesTheJdkIsCaught() {
        assertCaught(
                DependencyDirectionTest.onlyTheSeamTouchesTheInsidesOfTheJdk,
                SchedulerThatTouchesTheJdk.class);
    }

    @Test
    void aSchedulerWithALibraryIsCaught() {
        assertCaught(
                DependencyDirectionTest.theLibrariesNeedNothingButTheJdk,
                SchedulerWithALibrary.class);
    }

    private static void assertCaught(ArchRule rule, Class<?>... classes) {
        JavaClasses broken = new ClassFileImporter().importClasses(classes);
        assertThat(rule.evaluate(broken).getFailureReport().getDetails())
                .anyMatch(detail -> detail.contains(classes[0].getSimpleName()));
    }
}
