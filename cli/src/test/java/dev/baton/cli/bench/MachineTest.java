package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void thisMachineIsDescribed() throws IOException {
        Machine machine = Machine.ofThisProcess(Optional.empty());
        assertThat(machine.cores()).isPositive();
        assertThat(machine.kernel()).matches("[0-9]+\\..*");
        assertThat(machine.cpu()).isNotBlank();
        assertThat(machine.toMap()).containsEntry("go", null).containsKey("perf_event_paranoid");
        assertThat(machine.toString()).contains("no Go", machine.kernel());
    }

    @Test
    void theCpuIsNamedAsItsArchitectureNamesIt() {
        assertThat(Machine.cpuModel("processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\n"))
                .isEqualTo("Some CPU @ 3 GHz");
        assertThat(Machine.cpuModel("processor\t: 0\nCPU part\t: 0xd0c\n")).isEqualTo("0xd0c");
        assertThat(Machine.cpuModel("")).isEqualTo("unknown");
    }
}
