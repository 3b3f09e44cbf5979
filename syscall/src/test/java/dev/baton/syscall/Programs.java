package dev.baton.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that tests ask: compilers, an emulator, another JVM. */
final class Programs {
    private Programs() {}

    /** Where a program is, if it is on the {@code PATH}. */
    static Optional<Path> find(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(path -> path.toFile().canExecute())
                .findFirst();
    }

    /** The machine's own architecture, which an emulator may hide from this JVM. */
    static Arch machine() throws IOException, InterruptedException {
        return Arch.of("Linux", run(List.of("uname", "-m")).strip());
    }

    /** What a program writes, which has to end with 0. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + code + " and wrote:\n" + output);
        }
        return output;
    }
}
