package dev.baton.conformance;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs all checks in this JVM, for {@code judge/jdks}: on a JDK other than the one that builds, and
 * where there may be no Maven. {@link ResultList} lists the results; the arguments are patterns of
 * classes to leave out.
 */
final class RunChecks {
    private RunChecks() {}

    public static void main(String[] args) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectPackage(RunChecks.class.getPackageName()))
                        .filters(excludeClassNamePatterns(args))
                        .configurationParameter("junit.jupiter.execution.timeout.default", "5 m")
                        .build();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                result.getThrowable().ifPresent(e -> print(test, e));
                            }
                        });
        System.exit(0); // a check that failed may have left a thread
    }

    private static void print(TestIdentifier test, Throwable thrown) {
        System.out.println(test.getUniqueId());
        thrown.printStackTrace(System.out);
    }
}
