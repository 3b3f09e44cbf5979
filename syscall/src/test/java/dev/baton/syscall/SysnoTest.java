package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SysnoTest {
    private static final Pattern NUMBER =
            Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)\\s*");

    @Test
    void numbersAreThoseOfTheKernelsHeader() throws Exception {
        Map<String, Integer> header = new HashMap<>();
        Path file =
                Stream.of(
                                "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
                                "/usr/include/asm/unistd_64.h")
                        .map(Path::of)
                        .filter(path -> Arch.current() == Arch.X86_64 && Files.exists(path))
                        .findFirst()
                        .orElse(Path.of("/usr/include/asm-generic/unistd.h"));
        assumeTrue(Files.exists(file), "no kernel headers here");
        read(file, header);

        for (Field field : Sysno.class.getFields()) {
            String name = field.getName().substring("SYS_".length()).toLowerCase(Locale.ROOT);
            assertThat(header).containsEntry(name, field.getInt(null));
        }
    }

    private static void read(Path file, Map<String, Integer> to) throws IOException {
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = NUMBER.matcher(line);
            if (matcher.matches()) {
                to.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
            }
        }
    }

    @Test
    void numbersHaveNames() {
        assertThat(Sysno.name(Sysno.SYS_READ)).isEqualTo("read");
        assertThat(Sysno.name(Sysno.SYS_OPENAT)).isEqualTo("openat");
        assertThat(Sysno.name(500)).isEqualTo("syscall 500");
        assertThat(Sysno.name(-1)).isEqualTo("syscall -1");
        assertThat(Sysno.name(1 << 20)).isEqualTo("syscall 1048576");
    }
}
