package dev.baton.cli.explode;

import dev.baton.cli.bench.ShellWords;
import java.util.List;
import java.util.Map;

/**
 * How a side is started.
 *
 * @param environment what it has in its environment besides
 * @param command the program and its arguments
 */
public record Start(Map<String, String> environment, List<String> command) {
    /** {@return as one would type it in a shell} */
    public String asTyped() {
        return ShellWords.asTyped(environment, command);
    }
}
