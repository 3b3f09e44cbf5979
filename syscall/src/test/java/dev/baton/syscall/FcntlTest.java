package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FcntlTest {
    private static final Pattern FLAG = Pattern.compile("#define (_*O_\\w+)\\s+(0[0-7]+)\\b.*");

    @Test
    void openFlagsAreThoseOfTheKernelsHeader() throws Exception {
        Path header = Path.of("/usr/include/asm-generic/fcntl.h");
        assumeTrue(Arch.current() == Arch.X86_64 && Files.exists(header), "no kernel headers here");
        Map<String, Integer> flags = new HashMap<>();
        for (String line : Files.readAllLines(header)) {
            Matcher matcher = FLAG.matcher(line);
            if (matcher.matches()) {
                flags.put(matcher.group(1), Integer.parseInt(matcher.group(2), 8));
            }
        }
        int compared = 0;
        for (Field field : Fcntl.class.getFields()) {
            // O_SYNC and O_TMPFILE are put together from others there.
            if (flags.containsKey(field.getName()) && !field.getName().equals("O_SYNC")) {
                assertThat(field.getInt(null))
                        .as(field.getName())
                        .isEqualTo(flags.get(field.getName()));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(15);
        assertThat(Fcntl.O_SYNC).isEqualTo(flags.get("__O_SYNC") | flags.get("O_DSYNC"));
        assertThat(Fcntl.O_TMPFILE).isEqualTo(flags.get("__O_TMPFILE") | flags.get("O_DIRECTORY"));
    }

    @Test
    void unknownOpenFlagsAreFound() {
        assertThat(Fcntl.unknownOpenFlags(Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_TMPFILE)).isZero();
        assertThat(Fcntl.unknownOpenFlags(1 << 30 | Fcntl.O_SYNC)).isEqualTo(1 << 30);
        assertThat(Fcntl.unknownOpenFlags(4)).isEqualTo(4);
    }
}
