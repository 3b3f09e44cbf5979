import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the numbers of the system calls from the kernel's headers, in two steps, so that the second
 * can be checked where there are no headers:
 *
 * <pre>
 *     java Numbers.java headers AMD64 ARM64   brings numbers.txt up to date
 *     java Numbers.java                       makes the sources from it
 *     java Numbers.java check                 says whether they are what it would make
 * </pre>
 *
 * <p>AMD64 and ARM64 are include directories of Linux's own headers, as Debian's packages {@code
 * linux-libc-dev} have them, several with colons between. They are read by {@code cc -E}, whatever
 * it compiles for. A call that is new needs a line in numbers.txt that says what it does.
 */
final class Numbers {
    private static final int ABSENT = -1;
    private static final int COLUMNS = 100;
    private static final String LIST = "numbers.txt";
    private static final Pattern MACRO = Pattern.compile("#define (__NR\\w*) (\\w+)");
    private static final Pattern VERSION =
            Pattern.compile("#define LINUX_VERSION_(MAJOR|PATCHLEVEL) (\\d+)");

    /** A class of numbers, the one that it extends, and what is in it. */
    private record Area(String name, String extended, String about) {}

    private static final Map<String, Area> AREAS =
            Map.of(
                    "files",
                    new Area(
                            "FileSysno",
                            "SysnoTable",
                            "files, directories, descriptors and mounts"),
                    "processes",
                    new Area(
                            "ProcessSysno",
                            "FileSysno",
                            "processes, threads, signals, memory and time"),
                    "system",
                    new Area(
                            "SystemSysno",
                            "ProcessSysno",
                            "sockets, message queues, keys, security and the machine"));

    /** A line of the list. */
    private record Call(String name, int x86, int generic, String area, String does) {
        Call numbered(int x86, int generic) {
            return new Call(name, x86, generic, area, does);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-23s %4s %4s %-9s %s",
                    name,
                    column(x86),
                    column(generic),
                    area,
                    does);
        }

        private static String column(int number) {
            return number == ABSENT ? "-" : String.valueOf(number);
        }
    }

    private final Path tool;
    private final List<String> head = new ArrayList<>();
    private final Map<String, Call> calls = new TreeMap<>();

    private Numbers(Path tool) throws IOException {
        this.tool = tool;
        for (String line : Files.readAllLines(tool.resolve(LIST))) {
            if (line.startsWith("#")) {
                head.add(line);
            } else {
                String[] word = line.split(" +", 5);
                if (word.length < 5 || !AREAS.containsKey(word[3])) {
                    throw new IOException(
                            LIST + ": give name, x86-64, aarch64, area, text: " + line);
                }
                calls.put(
                        word[0],
                        new Call(word[0], number(word[1]), number(word[2]), word[3], word[4]));
            }
        }
    }

    private static int number(String column) {
        return column.equals("-") ? ABSENT : Integer.parseInt(column);
    }

    public static void main(String[] args) throws Exception {
        Path tool = Path.of(System.getProperty("jdk.launcher.sourcefile", "")).getParent();
        Numbers numbers = new Numbers(tool == null ? Path.of("") : tool);
        switch (args.length == 0 ? "" : args[0]) {
            case "headers" -> numbers.update(args[1], args[2]);
            case "check" -> numbers.write(true);
            case "" -> numbers.write(false);
            default -> throw new IllegalArgumentException(args[0] + ": give headers or check");
        }
    }

    // ---- From the headers to the list -----------------------------------------------------------

    private void update(String amd64, String arm64) throws Exception {
        String version = version(amd64);
        if (!version.equals(version(arm64))) {
            throw new IOException(
                    "headers of Linux " + version + " and of " + version(arm64) + ": give one");
        }
        Map<String, Integer> x86 = numbers(amd64);
        Map<String, Integer> generic = numbers(arm64);
        List<String> unknown = new ArrayList<>();
        for (Map<String, Integer> numbers : List.of(x86, generic)) {
            numbers.keySet().stream().filter(n -> !calls.containsKey(n)).forEach(unknown::add);
        }
        if (!unknown.isEmpty()) {
            throw new IOException(LIST + " has no line that says what these do: " + unknown);
        }
        calls.replaceAll((name, call) ->
                call.numbered(
                        merged(call, call.x86, x86.get(name)),
                        merged(call, call.generic, generic.get(name))));
        List<String> lines = new ArrayList<>(head);
        lines.set(0, "# Of Linux " + version + ", by Numbers.java.");
        calls.values().stream().sorted(Numbers::byNumber).map(Call::toString).forEach(lines::add);
        Files.write(tool.resolve(LIST), lines);
    }

    /** A number once given is never another's: headers may forget one, not change it. */
    private static int merged(Call call, int ours, Integer theirs) {
        if (theirs == null) {
            return ours;
        }
        if (ours != ABSENT && ours != theirs) {
            throw new IllegalStateException(
                    call.name + " is " + ours + " in " + LIST + " and " + theirs + " there");
        }
        return theirs;
    }

    private static Map<String, Integer> numbers(String directories) throws Exception {
        Map<String, String> macros = new HashMap<>();
        Matcher matcher = MACRO.matcher(preprocessed(directories, "asm/unistd.h"));
        while (matcher.find()) {
            macros.put(matcher.group(1), matcher.group(2));
        }
        Map<String, Integer> numbers = new TreeMap<>();
        for (String macro : macros.keySet()) {
            String value = macros.get(macro);
            while (macros.containsKey(value)) {
                value = macros.get(value);
            }
            String name = macro.replaceFirst("__NR_?", "");
            // The two bounds, and the helpers of those that are wider on 64 bits.
            if (!name.equals("syscalls")
                    && !name.equals("arch_specific_syscall")
                    && macro.startsWith("__NR_")) {
                numbers.put(name, Integer.valueOf(value));
            }
        }
        return numbers;
    }

    private static String version(String directories) throws Exception {
        Map<String, String> parts = new HashMap<>();
        Matcher matcher = VERSION.matcher(preprocessed(directories, "linux/version.h"));
        while (matcher.find()) {
            parts.put(matcher.group(1), matcher.group(2));
        }
        return parts.get("MAJOR") + "." + parts.get("PATCHLEVEL");
    }

    private static String preprocessed(String directories, String header) throws Exception {
        List<String> command = new ArrayList<>(List.of("cc", "-undef", "-nostdinc", "-E", "-dM"));
        for (String directory : directories.split(":", -1)) {
            command.add("-isystem");
            command.add(directory);
        }
        command.addAll(List.of("-include", header, "-x", "c", "/dev/null"));
        Process cc =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String macros = new String(cc.getInputStream().readAllBytes(), UTF_8);
        if (cc.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return macros;
    }

    // ---- From the list to the sources -----------------------------------------------------------

    private void write(boolean checkOnly) throws IOException {
        Path sources = tool.resolve("../main/java/dev/baton/syscall").normalize();
        boolean same = true;
        for (Map.Entry<String, Area> area : AREAS.entrySet()) {
            Path file = sources.resolve(area.getValue().name + ".java");
            String source = source(area.getKey(), area.getValue());
            if (checkOnly) {
                boolean equal = Files.exists(file) && Files.readString(file).equals(source);
                if (!equal) {
                    System.out.println(file + " is not what Numbers.java makes of " + LIST);
                }
                same &= equal;
            } else {
                Files.writeString(file, source);
            }
        }
        if (!same) {
            System.exit(1);
        }
    }

    private String source(String key, Area area) {
        StringBuilder source = new StringBuilder();
        source.append("package dev.baton.syscall;\n\n");
        source.append("/**\n * Numbers of {@link Sysno}: ").append(area.about).append(".\n *\n");
        source.append(" * <p>Made by {@code src/tool/Numbers.java}: to be changed there.\n */\n");
        source.append("abstract class ").append(area.name);
        source.append(" extends ").append(area.extended).append(" {\n");
        calls.values().stream()
                .filter(call -> call.area.equals(key))
                .sorted(Numbers::byNumber)
                .forEach(call -> source.append(constant(call)).append('\n'));
        return source.append("    ").append(area.name).append("() {}\n}\n").toString();
    }

    private static int byNumber(Call one, Call other) {
        int byX86 = Integer.compareUnsigned(one.x86, other.x86); // what is absent comes last
        return byX86 != 0 ? byX86 : Integer.compare(one.generic, other.generic);
    }

    private static String constant(Call call) {
        String where =
                call.generic == ABSENT
                        ? ", x86-64 only"
                        : call.x86 == ABSENT ? ", not on x86-64" : "";
        String doc = "    /** {@code " + call.name + "(2)}" + where + ": " + call.does + ". */";
        if (doc.length() > COLUMNS) {
            throw new IllegalStateException("shorten what " + call.name + " does: " + call.does);
        }
        String field =
                "    public static final int SYS_" + call.name.toUpperCase(Locale.ROOT) + " =";
        String value =
                "number(\""
                        + call.name
                        + "\", "
                        + (call.x86 == ABSENT ? "ABSENT" : call.x86)
                        + ", "
                        + (call.generic == ABSENT ? "ABSENT" : call.generic)
                        + ");";
        boolean fits = field.length() + 1 + value.length() <= COLUMNS;
        return doc + "\n" + field + (fits ? " " : "\n            ") + value + "\n";
    }
}
