package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.linux.SwitchWatch;
import dev.baton.sched.ManyAlarmsProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An alarm takes a descriptor; however many Ms block, the program has its own. */
class ManyAlarmsTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    @Test
    void alarmsTakeFewOfTheDescriptors() throws Exception {
        check();
    }

    @Test
    void theTwinWithAnAlarmForEachMIsFound() {
        assumeTrue(SwitchWatch.allowed(), SwitchWatch::refusal);
        assertThatThrownBy(() -> check("twin"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("alarms: ");
    }

    private void check(String... twin) throws Exception {
        List<String> args = new ArrayList<>();
        args.add(Posix.mkfifo(dir.resolve("fifo")).toString());
        args.addAll(List.of(twin));
        JavaProcess process =
                JavaProcess.run(
                        JavaProcess.BATON_FLAGS,
                        ManyAlarmsProgram.class,
                        args.toArray(String[]::new));
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output()).startsWith("alarms: ");
        int alarms = Integer.parseInt(process.output().replaceAll("\\D", ""));
        assertThat(alarms)
                .as(process.output())
                .isLessThanOrEqualTo(ManyAlarmsProgram.DESCRIPTORS / 16);
        assertThat(alarms > 0).isEqualTo(SwitchWatch.allowed());
    }
}
