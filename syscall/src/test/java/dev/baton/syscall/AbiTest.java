package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers, constants, sizes and offsets, all of them, against what C says of them. */
class AbiTest {
    private static final String SYSNO = Sysno.class.getSimpleName();

    /** They took numbers that had been left free: of Linux 6.11 and 6.17. */
    private static final Set<String> NEWER_THAN_THEIR_NUMBERS =
            Set.of("SYS_URETPROBE", "SYS_UPROBE");

    @TempDir Path directory;

    /** A constant that is as wrong as can be missed, and one that is right. */
    static final class Wrong {
        public static final int POLLIN = 1;
        public static final int POLLRDHUP = 0x200;
        static final StructLayout LAYOUT =
                MemoryLayout.structLayout(
                                ValueLayout.JAVA_INT.withName("fd"),
                                ValueLayout.JAVA_SHORT.withName("revents"),
                                ValueLayout.JAVA_SHORT.withName("events"))
                        .withName("struct pollfd");

        private Wrong() {}
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void constantsSizesAndOffsetsAreThoseOfC(Arch arch) throws Exception {
        CCompiler compiler = CCompiler.of(arch, directory);
        Map<String, Map<String, Long>> ours = Abi.of(arch);
        List<String> differences = new ArrayList<>();
        for (Abi.Unit unit : Abi.UNITS) {
            String name = unit.type().getSimpleName();
            if (!name.equals(SYSNO)) {
                assertThat(ours).containsKey(name);
                differences.addAll(differences(compiler, unit.headers(), ours.get(name)));
            }
        }
        StructLayout stat = arch == Arch.X86_64 ? StatTest.X86_64 : StatTest.GENERIC;
        differences.addAll(
                differences(
                        compiler,
                        List.of("asm/stat.h"),
                        Abi.numbers(stat.withName("struct stat"))));
        assertThat(differences).isEmpty();
    }

    @Test
    void aWrongConstantAndMembersThatChangedPlacesAreFound() throws Exception {
        CCompiler compiler = CCompiler.of(Arch.current(), directory);
        assertThat(differences(compiler, List.of("poll.h"), Abi.numbers(Wrong.class)))
                .containsExactlyInAnyOrder(
                        "POLLRDHUP is 8192 in C and 512 here",
                        "offsetof(struct pollfd, events) is 4 in C and 6 here",
                        "offsetof(struct pollfd, revents) is 6 in C and 4 here");
    }

    /** Headers that are older than the list have no more to say than they know. */
    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void numbersOfSystemCallsAreThoseOfTheKernelsHeaders(Arch arch) throws Exception {
        CCompiler compiler = CCompiler.of(arch, directory);
        Map<String, Long> ours = Abi.of(arch).get(SYSNO);
        Map<String, Long> theirs = compiler.values(List.of("asm/unistd.h"), ours.keySet());
        long newest = theirs.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(newest).isGreaterThan(400);
        assertThat(wrong(ours, theirs, newest)).isEmpty();
        assertThat(
                        compiler.macros("asm/unistd.h").stream()
                                .filter(macro -> macro.startsWith("__NR_"))
                                .map(macro ->
                                        macro.replace("__NR_", "SYS_").toUpperCase(Locale.ROOT)))
                .as("of those that the headers have none is missing")
                .filteredOn(name -> !ours.containsKey(name))
                .isSubsetOf("SYS_SYSCALLS", "SYS_ARCH_SPECIFIC_SYSCALL");
    }

    private static List<String> wrong(
            Map<String, Long> ours, Map<String, Long> theirs, long newest) {
        List<String> wrong = new ArrayList<>();
        ours.forEach((name, number) -> {
            long c = theirs.get(name);
            boolean unknown = c < 0 && NEWER_THAN_THEIR_NUMBERS.contains(name);
            if (number <= newest && number != c && !unknown) {
                wrong.add(name + " is " + c + " in C and " + number + " here");
            }
        });
        return wrong;
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void numbersOfTheOtherArchitectureAreFound(Arch arch) throws Exception {
        CCompiler compiler = CCompiler.of(arch, directory);
        Map<String, Long> others =
                Abi.of(arch == Arch.X86_64 ? Arch.AARCH64 : Arch.X86_64).get(SYSNO);
        Map<String, Long> theirs = compiler.values(List.of("asm/unistd.h"), others.keySet());
        assertThat(wrong(others, theirs, Integer.MAX_VALUE))
                .anyMatch(line -> line.startsWith("SYS_READ is "))
                .anyMatch(line -> line.startsWith("SYS_OPEN is "))
                .noneMatch(line -> line.startsWith("SYS_PIDFD_OPEN is "));
    }

    private static List<String> differences(
            CCompiler compiler, List<String> headers, Map<String, Long> ours) throws Exception {
        Map<String, Long> theirs = compiler.values(headers, ours.keySet());
        List<String> differences = new ArrayList<>();
        ours.forEach((expression, number) -> {
            Long c = theirs.get(expression);
            // A constant of 32 bits is a number with a sign here, and often has none in C.
            boolean same =
                    c != null
                            && (c.longValue() == number
                                    || (c >>> 32 == 0 && c.intValue() == number));
            if (!same) {
                differences.add(expression + " is " + c + " in C and " + number + " here");
            }
        });
        return differences;
    }
}
