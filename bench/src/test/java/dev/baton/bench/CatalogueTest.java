package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void everyIdIsThereOnce() {
        assertThat(Catalogue.experiments()).extracting(Experiment::id).doesNotHaveDuplicates();
        assertThat(Catalogue.experiments())
                .flatExtracting(Experiment::figures)
                .extracting(Figure::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void theMainFigureBearsTheExperimentsIdAndTheOthersBeginWithIt() {
        for (Experiment experiment : Catalogue.experiments()) {
            assertThat(experiment.figures().getFirst().id()).isEqualTo(experiment.id());
            assertThat(experiment.figures().stream().skip(1))
                    .extracting(Figure::id)
                    .allMatch(id -> id.startsWith(experiment.id() + "."));
        }
    }

    @Test
    void batonTakesPartInAll() {
        assertThat(Catalogue.experiments()).allMatch(e -> e.peers().contains(Peer.BATON));
    }

    @Test
    void theGoProgramKnowsTheExperimentsOfItsSideAndNoOthers() throws IOException {
        String program = Files.readString(Path.of("go/main.go"));
        String table = program.substring(program.indexOf("var programs ="));
        Set<String> ids =
                table.lines()
                        .skip(1)
                        .takeWhile(line -> !line.equals("}"))
                        .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
                        .collect(Collectors.toSet());
        assertThat(ids)
                .isEqualTo(
                        Catalogue.experiments().stream()
                                .filter(e -> e.peers().contains(Peer.GO))
                                .map(Experiment::id)
                                .collect(Collectors.toSet()));
    }
}
