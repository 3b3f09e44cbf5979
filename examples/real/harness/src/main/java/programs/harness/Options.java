package programs.harness;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a program is measured, and where its files go.
 *
 * @param seconds for how long it is measured, above 0
 * @param warmupSeconds how long it runs before that, and how long the heartbeat beats alone
 * @param patienceSeconds how long to wait for the last requests
 * @param directory an empty directory for the program's files
 * @param service what a server that the program needs is reached at; else empty
 * @param timeline whether it is measured from its first second on, without pauses
 */
public record Options(
        double seconds,
        double warmupSeconds,
        double patienceSeconds,
        Path directory,
        String service,
        boolean timeline) {
    /**
     * Reads {@code --seconds=S --warmup=S --patience=S --dir=PATH --service=URL --timeline=true},
     * of which only the directory has no default.
     *
     * @param args the program's arguments
     * @return what they say
     * @throws IllegalArgumentException for one that is not known, or makes no sense
     */
    public static Options parse(String[] args) {
        Map<String, String> values =
                new HashMap<>(Map.of("seconds", "5", "warmup", "2", "patience", "5"));
        values.put("service", "");
        values.put("timeline", "false");
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals > 2 && arg.startsWith("--") ? arg.substring(2, equals) : "";
            if (!values.containsKey(name) && !name.equals("dir")) {
                throw new IllegalArgumentException("not an option: " + arg);
            }
            values.put(name, arg.substring(equals + 1));
        }
        if (!values.containsKey("dir")) {
            throw new IllegalArgumentException("--dir=PATH is missing: an empty directory");
        }
        return new Options(
                seconds(values, "seconds"),
                seconds(values, "warmup"),
                seconds(values, "patience"),
                Path.of(values.get("dir")),
                values.get("service"),
                Boolean.parseBoolean(values.get("timeline")));
    }

    private static double seconds(Map<String, String> values, String name) {
        String value = values.get(name);
        try {
            double seconds = Double.parseDouble(value);
            if (seconds > 0 && seconds <= 3_600) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // As below.
        }
        throw new IllegalArgumentException(
                "--" + name + "=" + value + ": must be above 0, to 3600");
    }
}
