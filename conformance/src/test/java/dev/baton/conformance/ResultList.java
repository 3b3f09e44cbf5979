package dev.baton.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Adds a line for each check to the list of this run: the check, the sentence and the result,
 * separated by tabs; the first line says what carried the virtual threads. The directory is named
 * by the property {@code conformance.lists}, the list by {@code conformance.run}; where the first
 * is missing (in an IDE), nothing is listed.
 */
final class ResultList implements TestWatcher {
    private static final String DIRECTORY = System.getProperty("conformance.lists");
    private static final String RUN = System.getProperty("conformance.run", "plain");
    private static final Object LOCK = new Object();
    private static boolean begun;

    @Override
    public void testSuccessful(ExtensionContext context) {
        add(context, "passed");
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        add(context, "failed");
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        add(context, "skipped");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        add(context, "skipped");
    }

    private static void add(ExtensionContext context, String result) {
        if (DIRECTORY == null) {
            return;
        }
        Says says = context.getRequiredTestMethod().getAnnotation(Says.class);
        String source = says == null ? "" : says.in().isEmpty() ? named(says.of()) : says.in();
        String line =
                String.join(
                        "\t",
                        context.getRequiredTestClass().getSimpleName(),
                        context.getRequiredTestMethod().getName(),
                        source,
                        says == null ? "" : says.value(),
                        result + "\n");
        try {
            synchronized (LOCK) {
                Path list = Path.of(DIRECTORY, RUN + ".tsv");
                if (!begun) {
                    Files.createDirectories(list.getParent());
                    Files.writeString(list, carrier() + "\n");
                    begun = true;
                }
                Files.writeString(list, line, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line: the kind of thread that carries virtual threads in this run. */
    private static String carrier() {
        StringBuilder name = new StringBuilder();
        Thread thread =
                Thread.startVirtualThread(() -> name.append(Thread.currentThread().toString()));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return name.substring(name.indexOf("@") + 1).replaceAll("[0-9]", "");
    }

    private static String named(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }
}
