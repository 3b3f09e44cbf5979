package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpusTest {
    @Test
    void listsAreReadAsTheKernelWritesThem() {
        assertThat(Cpus.parse("\t0-2,5,7-8\n")).containsExactly(0, 1, 2, 5, 7, 8);
    }

    @Test
    void theLoadIsBesideTheServer() {
        assertThat(Cpus.of(Place.ONE, List.of(2, 3))).isEqualTo(new Cpus(List.of(2), List.of(3)));
        assertThat(Cpus.of(Place.TWO, List.of(0, 1, 4, 5)))
                .isEqualTo(new Cpus(List.of(0, 1), List.of(4, 5)));
    }

    @Test
    void whereThereIsNoOtherCpuTheyShare() {
        assertThat(Cpus.of(Place.ONE, List.of(3))).isEqualTo(new Cpus(List.of(3), List.of(3)));
        assertThat(Cpus.of(Place.TWO, List.of(0, 1)))
                .isEqualTo(new Cpus(List.of(0, 1), List.of(0, 1)));
    }

    @Test
    void aQuotaIsOfAllCpus() {
        assertThat(Cpus.of(Place.QUOTA_50, List.of(0, 1)))
                .isEqualTo(new Cpus(List.of(0, 1), List.of(0, 1)));
    }

    @Test
    void bothArePinned() {
        Cpus cpus = new Cpus(List.of(0, 1), List.of(3));

        assertThat(cpus.pinServer()).containsExactly("taskset", "-c", "0,1");
        assertThat(cpus.pinLoad()).containsExactly("taskset", "-c", "3");
    }
}
