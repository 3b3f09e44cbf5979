package dev.baton.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands as a person would type them. */
public final class ShellWords {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[\\w@%+=:,./-]+");

    private ShellWords() {}

    /**
     * A command as one would type it in a shell.
     *
     * @param environment what it has in its environment besides
     * @param command the program and its arguments
     * @return one line
     */
    public static String asTyped(Map<String, String> environment, List<String> command) {
        return Stream.concat(
                        environment.entrySet().stream()
                                .map(e -> e.getKey() + "=" + quoted(e.getValue())),
                        command.stream().map(ShellWords::quoted))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return NEEDS_NO_QUOTES.matcher(word).matches()
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * A file below the working directory by its name from there.
     *
     * @param file an absolute path
     * @return the shorter name, if there is one
     */
    public static String fromHere(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }

    /**
     * A program in a file, as it has to be named that it is not looked for on the PATH.
     *
     * @param file an absolute path
     * @return as of {@link #fromHere}, with a slash in it
     */
    public static String program(Path file) {
        String name = fromHere(file);
        return name.contains("/") ? name : "./" + name;
    }
}
