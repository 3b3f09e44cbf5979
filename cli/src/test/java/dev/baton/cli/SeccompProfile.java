package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A profile in Docker's format, of which it understands what docs/seccomp.json has, as the kernel's
 * filter. As a program it puts the filter upon itself and starts another: {@code PROFILE WITHOUT
 * COMMAND…}, where WITHOUT is names of calls that are to be refused all the same, or {@code -}.
 */
final class SeccompProfile {
    /** Exit code where the kernel takes no filters. */
    static final int NO_SECCOMP = 77;

    private static final int CALLS = 1024; // more than there are

    // linux/filter.h, linux/bpf_common.h, linux/seccomp.h
    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;
    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long SECCOMP_FILTER_FLAG_TSYNC = 1; // all threads of the process

    private final Map<String, Object> profile;

    SeccompProfile(Path file) throws IOException {
        profile = JSON.std.mapFrom(Files.readString(file));
    }

    public static void main(String[] args) throws Throwable {
        SeccompProfile profile = new SeccompProfile(Path.of(args[0]));
        if (!install(profile.filter(List.of(args[1].split(",", -1))))) {
            System.exit(NO_SECCOMP);
        }
        List<String> command = List.of(args).subList(2, args.length);
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    /** Of the profile's rules, in its order. */
    @SuppressWarnings("unchecked") // as JSON is
    List<Map<String, Object>> rules() {
        return (List<Map<String, Object>>) profile.get("syscalls");
    }

    @SuppressWarnings("unchecked") // as JSON is
    static List<String> names(Map<String, Object> rule) {
        return (List<String>) rule.get("names");
    }

    /** The kernel's program: each instruction is a code with two jumps in it, and a number. */
    private List<int[]> filter(List<String> without) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number < CALLS; number++) {
            numbers.put(Sysno.name(number), number);
        }
        int refused = ERRNO | number(profile, "defaultErrnoRet");
        List<int[]> program = new ArrayList<>();
        program.add(new int[] {LOAD_WORD, ARCHITECTURE});
        program.add(new int[] {JUMP_IF_EQUAL | 1 << 16, architecture()});
        program.add(new int[] {RETURN, refused});
        program.add(new int[] {LOAD_WORD, NUMBER});
        for (Map<String, Object> rule : rules()) {
            for (String name : names(rule)) {
                // One that this architecture does not have needs no rule.
                if (!without.contains(name) && numbers.containsKey(name)) {
                    add(program, rule, numbers.get(name));
                }
            }
        }
        program.add(new int[] {RETURN, refused});
        return program;
    }

    private static void add(List<int[]> program, Map<String, Object> rule, int number) {
        List<int[]> match = new ArrayList<>();
        if (rule.get("args") instanceof List<?> arguments) {
            for (Object each : arguments) {
                match.addAll(argument((Map<?, ?>) each));
            }
        }
        match.add(new int[] {RETURN, action(rule)});
        program.add(new int[] {JUMP_IF_EQUAL | match.size() << 24, number});
        // Of these each comparison that fails leaves all the rest out.
        for (int i = 0; i < match.size(); i++) {
            int[] instruction = match.get(i);
            boolean compares = instruction[0] == JUMP_IF_EQUAL;
            instruction[0] |= compares ? (match.size() - 1 - i) << 24 : 0;
            program.add(instruction);
        }
        if (match.size() > 1) {
            program.add(new int[] {LOAD_WORD, NUMBER}); // an argument is there in its place
        }
    }

    /** Both halves of an argument. */
    private static List<int[]> argument(Map<?, ?> argument) {
        int at = ARGUMENTS + Long.BYTES * number(argument, "index");
        long mask = -1;
        long value = ((Number) argument.get("value")).longValue();
        if (argument.get("op").equals("SCMP_CMP_MASKED_EQ")) {
            mask = value;
            value = ((Number) argument.get("valueTwo")).longValue();
        } else if (!argument.get("op").equals("SCMP_CMP_EQ")) {
            throw new IllegalArgumentException("op " + argument.get("op") + ": not known here");
        }
        List<int[]> match = new ArrayList<>();
        for (int shift = 0; shift < Long.SIZE; shift += Integer.SIZE) {
            match.add(new int[] {LOAD_WORD, at + shift / Byte.SIZE});
            match.add(new int[] {AND, (int) (mask >>> shift)});
            match.add(new int[] {JUMP_IF_EQUAL, (int) (value >>> shift)});
        }
        return match;
    }

    private static int action(Map<String, Object> rule) {
        return switch ((String) rule.get("action")) {
            case "SCMP_ACT_ALLOW" -> ALLOW;
            case "SCMP_ACT_ERRNO" -> ERRNO | number(rule, "errnoRet");
            default -> throw new IllegalArgumentException(rule + ": its action is not known here");
        };
    }

    private static int number(Map<?, ?> of, String name) {
        return ((Number) of.get(name)).intValue();
    }

    /** AUDIT_ARCH of linux/audit.h: of ELF's machine, 64 bits, little-endian. */
    private static int architecture() {
        return 0xc0000000 | (isAarch64() ? 183 : 62);
    }

    private static boolean isAarch64() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    private static boolean install(List<int[]> program) throws Throwable {
        MethodHandle syscall =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().find("syscall").get(),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG),
                                Linker.Option.firstVariadicArg(1));
        int[] words = new int[2 * program.size()];
        for (int i = 0; i < program.size(); i++) {
            System.arraycopy(program.get(i), 0, words, 2 * i, 2);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocateFrom(ValueLayout.JAVA_INT, words);
            MemorySegment fprog = arena.allocate(16, Long.BYTES);
            fprog.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
            fprog.set(ValueLayout.ADDRESS, Long.BYTES, filter);
            return (long)
                                    syscall.invokeExact(
                                            (long) Sysno.SYS_PRCTL,
                                            PR_SET_NO_NEW_PRIVS,
                                            1L,
                                            0L,
                                            0L,
                                            0L)
                            == 0
                    && (long)
                                    syscall.invokeExact(
                                            (long) Sysno.SYS_SECCOMP,
                                            SECCOMP_SET_MODE_FILTER,
                                            SECCOMP_FILTER_FLAG_TSYNC,
                                            fprog.address(),
                                            0L,
                                            0L)
                            == 0;
        }
    }
}
