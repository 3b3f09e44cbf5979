package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole demos, in short: real FIFOs, two processes; how long they take is not looked at. */
class DemoCommandTest {
    private static final String FOR_AS_LONG_AS_IT_TAKES = "--max-silence=60000";

    @ParameterizedTest
    @CsvSource({
        "--procs=0, must be 1 to 1024",
        "--procs=two, is not an int",
        "--readers=0, must be 1 to 4096",
        "--readers=5000, must be 1 to 4096",
        "--hold=-1, must be 0 to 60",
        "--hold=NaN, must be 0 to 60",
        "--patience=0.1, must be 0.5 to 60",
        "--max-silence=0, must be 1 to 60000",
    })
    void whatMakesNoSenseIsRefusedByName(String arg, String why) {
        RunCommand run = RunCommand.run("demo", arg);

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(arg.substring(0, arg.indexOf('=')), why, "Try: baton demo --help");
    }

    @Test
    void stockStarvesAndBatonGoesOn() {
        RunCommand run =
                RunCommand.run(
                        "demo",
                        "--json",
                        "--procs=1",
                        "--readers=3",
                        "--hold=0.3",
                        "--patience=2",
                        FOR_AS_LONG_AS_IT_TAKES);

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(1);
        String stock = part("stock", run.out());
        String baton = part("baton", run.out());
        assertThat(stock)
                .contains("\"outcome\":\"starved\"")
                .contains(
                        "\"readersInRead\":1,", "\"readersNotStarted\":2,", "\"readersRight\":0,");
        assertThat(baton)
                .contains("\"outcome\":\"right\"")
                .contains("\"readersInRead\":0,", "\"readersNotStarted\":0,", "\"readersRight\":3,")
                .contains("\"handoffs\":", "\"retakes\":", "\"spares\":", "\"threads\":");
        assertThat(run.out())
                .startsWith("{\"procs\":1,\"readers\":3,\"holdMs\":300,\"patienceMs\":2000,")
                .endsWith("\"good\":true}" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(Main.OK);
    }

    @Test
    void stockGoesOnTooWhileACarrierIsFree() {
        RunCommand run =
                RunCommand.run(
                        "demo",
                        "--procs=2",
                        "--readers=1",
                        "--hold=0.1",
                        "--patience=60",
                        FOR_AS_LONG_AS_IT_TAKES);

        assertThat(run.out())
                .contains("stock JDK " + Runtime.version().feature() + ": went on.")
                .contains("Baton: went on.");
        assertThat(run.status()).isEqualTo(Main.OK);
    }

    @Test
    void aHeartbeatThatIsSilentForTooLongIsNoSuccess() {
        // Its beats are a millisecond apart: it is silent for as long at least.
        RunCommand run =
                RunCommand.run("demo", "--procs=2", "--readers=1", "--hold=0.1", "--max-silence=1");

        assertThat(run.out()).contains("Baton: stood still.", "longer than the 1 ms");
        assertThat(run.status()).isEqualTo(Main.FAILED);
    }

    private static String part(String name, String json) {
        Matcher part = Pattern.compile("\"" + name + "\":(\\{[^}]*})").matcher(json);
        assertThat(part.find()).as(name + " in " + json).isTrue();
        return part.group(1);
    }
}
