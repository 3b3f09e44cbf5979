package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the numbers are right says {@link AbiTest}. */
class SysnoTest {
    private static final String JAVA = System.getProperty("java.home") + "/bin/java";
    private static final Path TOOL = Path.of("src/tool/Numbers.java");

    @Test
    void theSourcesAreWhatTheToolMakesOfItsList() throws Exception {
        assertThat(Programs.run(List.of(JAVA, TOOL.toString(), "check"))).isEmpty();
    }

    @Test
    void numbersHaveNames() throws Exception {
        Map<Integer, String> names = new HashMap<>();
        for (Field field : Sysno.class.getFields()) {
            String name = field.getName().substring("SYS_".length()).toLowerCase(Locale.ROOT);
            int trap = field.getInt(null);
            if (trap != SysnoTable.ABSENT) {
                assertThat(Sysno.name(trap)).isEqualTo(name);
                assertThat(names.put(trap, name)).as("two with the number %d", trap).isNull();
            }
        }
        assertThat(names).hasSizeGreaterThan(300);
        assertThat(Sysno.name(500)).isEqualTo("syscall 500");
        assertThat(Sysno.name(-1)).isEqualTo("syscall -1");
        assertThat(Sysno.name(1 << 20)).isEqualTo("syscall 1048576");
    }

    @Test
    void aCallThatThisArchitectureLacksIsEnosysAndTheKernelIsNotAsked() {
        try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
            int absent = SysnoTable.ABSENT;
            assertThat(SysnoTable.number("of_another", absent, absent)).isEqualTo(absent);
            assertThat(Syscall.syscall(absent, 0, 0, 0)).isEqualTo(Errno.ENOSYS.result());
            assertThat(Syscall.rawSyscall(absent, 0, 0, 0)).isEqualTo(Errno.ENOSYS.result());
            assertThat(Syscall.rawSyscallShort(absent, 0, 0, 0)).isEqualTo(Errno.ENOSYS.result());
            assertThat(Syscall.onPath(absent, 0, "path", 0, 0)).isEqualTo(Errno.ENOSYS.result());
            assertThat(kernel.calls()).isZero();
        }
    }
}
