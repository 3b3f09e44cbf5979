package dev.baton.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Has {@code --web} take a port only after an equals sign: in {@code top --web 4711} the number is
 * the process's.
 */
final class PortAfterEquals implements IParameterPreprocessor {
    /** What picocli says stands between the option and what follows it. */
    private static final String SEPARATOR = "separator";

    private static final Integer ANY_PORT = 0;

    /** For picocli. */
    PortAfterEquals() {}

    @Override
    public boolean preprocess(
            Stack<String> args,
            CommandSpec commandSpec,
            ArgSpec argSpec,
            Map<String, Object> info) {
        if ("=".equals(info.get(SEPARATOR))) {
            return false; // picocli reads the number
        }
        argSpec.setValue(ANY_PORT);
        return true;
    }
}
