package dev.baton.syscall;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A C compiler for an architecture, and the kernel's and the C library's headers for it. It is
 * asked for numbers by the kernel's own way to tell its assembler code where members of structures
 * are: they are put into the assembler text that the compiler writes. So nothing need be run.
 */
final class CCompiler {
    private static final Pattern ANSWER = Pattern.compile("@@ (\\d+) [$#]?(-?\\d+)");
    private static final Pattern MACRO = Pattern.compile("#define (\\w+)");

    private final String command;
    private final Path directory;

    private CCompiler(String command, Path directory) {
        this.command = command;
        this.directory = directory;
    }

    /** The compiler for an architecture; skips the test where there is none. */
    static CCompiler of(Arch arch, Path directory) throws Exception {
        String command =
                arch == Programs.machine()
                        ? "cc"
                        : switch (arch) {
                            case X86_64 -> "x86_64-linux-gnu-gcc";
                            case AARCH64 -> "aarch64-linux-gnu-gcc";
                            case RISCV64 -> "riscv64-linux-gnu-gcc";
                        };
        Optional<Path> path = Programs.find(command);
        assumeTrue(path.isPresent(), "there is no C compiler for " + arch + " here, " + command);
        return new CCompiler(command, directory);
    }

    /** What C says of these expressions; one that is a macro and not defined is −1. */
    Map<String, Long> values(List<String> headers, Collection<String> expressions)
            throws Exception {
        List<String> asked = List.copyOf(expressions);
        StringBuilder c = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n");
        headers.forEach(header -> c.append("#include <").append(header).append(">\n"));
        c.append("void ask(void) {\n");
        for (int i = 0; i < asked.size(); i++) {
            String expression = asked.get(i);
            if (expression.startsWith("SYS_")) {
                String macro = "__NR_" + expression.substring(4).toLowerCase(Locale.ROOT);
                c.append("#ifdef ").append(macro).append('\n').append(ask(i, macro));
                c.append("#else\n").append(ask(i, "-1")).append("#endif\n");
            } else {
                c.append(ask(i, expression));
            }
        }
        Path source = Files.writeString(directory.resolve("ask.c"), c.append("}\n"));
        Map<String, Long> values = new HashMap<>();
        Matcher matcher =
                ANSWER.matcher(Programs.run(List.of(command, "-S", "-o", "-", source.toString())));
        while (matcher.find()) {
            values.put(
                    asked.get(Integer.parseInt(matcher.group(1))), Long.valueOf(matcher.group(2)));
        }
        return values;
    }

    private static String ask(int index, String expression) {
        return "asm volatile(\"\\n@@ "
                + index
                + " %0\" :: \"i\"((long long)("
                + expression
                + ")));\n";
    }

    /** The names of all macros after a header. */
    List<String> macros(String header) throws Exception {
        List<String> names = new ArrayList<>();
        Matcher matcher =
                MACRO.matcher(
                        Programs.run(
                                List.of(
                                        command,
                                        "-E",
                                        "-dM",
                                        "-include",
                                        header,
                                        "-x",
                                        "c",
                                        "/dev/null")));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Makes a program that needs nothing of the system it is run on. */
    Path program(String source) throws IOException, InterruptedException {
        Path c = Files.writeString(directory.resolve("program.c"), source);
        Path program = directory.resolve("program");
        Programs.run(List.of(command, "-static", "-o", program.toString(), c.toString()));
        return program;
    }
}
