package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.AtMaxThreads;
import dev.baton.sched.limits.LimitSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings settings(boolean strict, int maxProcs, int maxThreads) {
        return new Settings(
                strict,
                maxProcs,
                maxThreads,
                AtMaxThreads.WAIT,
                -1,
                0,
                List.of(),
                false,
                0,
                false,
                false,
                true,
                true,
                Settings.Observe.NO,
                false,
                false);
    }

    @AfterEach
    void forgetProperties() {
        System.clearProperty("baton.maxprocs");
        System.clearProperty("baton.strict");
    }

    @Test
    void withNothingSaidItIsOnAndLenient() {
        assertThat(Settings.of(null)).isEqualTo(settings(false, 0, 0));
        assertThat(Settings.of("")).isEqualTo(Settings.of(null));
    }

    @Test
    void optionsAreReadFromTheAgentsLine() {
        assertThat(Settings.of("procs=3,strict,max-threads=40,enabled=true"))
                .isEqualTo(settings(true, 3, 40));
    }

    @Test
    void whatIsToBeShownIsOffUnlessAsked() {
        assertThat(Settings.of("stats,schedtrace=250,scheddetail,dump-on-quit,log=true"))
                .isEqualTo(
                        new Settings(
                                false,
                                0,
                                0,
                                AtMaxThreads.WAIT,
                                -1,
                                0,
                                List.of(),
                                true,
                                250,
                                true,
                                true,
                                true,
                                true,
                                Settings.Observe.NO,
                                true,
                                false));
    }

    @Test
    void whatIsDoneAtTheLimitOfThreadsIsChosenByName() {
        assertThat(Settings.of("at-max-threads=wait").atMaxThreads()).isEqualTo(AtMaxThreads.WAIT);
        assertThat(Settings.of("at-max-threads=fail").atMaxThreads()).isEqualTo(AtMaxThreads.FAIL);
        assertThat(Settings.of("at-max-threads=go-on").atMaxThreads())
                .isEqualTo(AtMaxThreads.GO_ON);
    }

    @Test
    void spareThreadsMayBeNone() {
        assertThat(Settings.of(null).spareThreads()).isEqualTo(-1);
        assertThat(Settings.of("spare-threads=0").spareThreads()).isZero();
        assertThat(Settings.of("spare-thread-ms=250").spareThreadMs()).isEqualTo(250);
    }

    @Test
    void limitsAreGivenOneByOneOrTogether() {
        List<LimitSpec> both =
                List.of(
                        new LimitSpec(LimitSpec.Kind.PLACE, "/mnt/nfs", 8),
                        new LimitSpec(LimitSpec.Kind.SITE, "com.acme.*", 4));
        assertThat(Settings.of("limit=/mnt/nfs=8;site:com.acme.*=4").limits()).isEqualTo(both);
        assertThat(Settings.of("limit=/mnt/nfs=8,limit=site:com.acme.*=4").limits())
                .isEqualTo(both);
        assertThat(Settings.of(null).limits()).isEmpty();
    }

    @Test
    void aPropertySaysTheSame() {
        System.setProperty("baton.maxprocs", "5");
        System.setProperty("baton.strict", "TRUE");

        assertThat(Settings.of(null)).isEqualTo(settings(true, 5, 0));
    }

    @Test
    void aPropertyWithoutAValueSaysTrue() {
        System.setProperty("baton.strict", "");

        assertThat(Settings.of(null)).isEqualTo(settings(true, 0, 0));
    }

    @Test
    void everyWordForYesAndNoIsUnderstood() {
        assertThat(Settings.of("stats=yes,log=1,strict=on,netpoll=off,io_uring=0"))
                .isEqualTo(
                        new Settings(
                                true,
                                0,
                                0,
                                AtMaxThreads.WAIT,
                                -1,
                                0,
                                List.of(),
                                true,
                                0,
                                false,
                                false,
                                false,
                                false,
                                Settings.Observe.NO,
                                true,
                                false));
    }

    @Test
    void theAgentsLineComesFirst() {
        System.setProperty("baton.maxprocs", "5");

        assertThat(Settings.of("procs=2").maxProcs()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "procs=0, procs=0: must be a whole number from 1 to 65536",
        "procs=70000, procs=70000: must be a whole number from 1 to 65536",
        "procs=two, procs=two: must be a whole number from 1 to 65536",
        "procs=, procs=: must be a whole number from 1 to 65536",
        "procs, 'procs: needs a number, as in procs=2'",
        "max-threads=-1, max-threads=-1: must be a whole number from 1",
        "strict=perhaps, 'strict=perhaps: must be true, false, 1, 0, yes, no, on or off'",
        "at-max-threads=no, 'at-max-threads=no: must be wait, fail or go-on'",
        "spare-threads=-1, spare-threads=-1: must be a whole number from 0",
        "spare-thread-ms=0, spare-thread-ms=0: must be a whole number from 1 to 86400000",
        "limit, 'limit=true: must be WHAT=N, several with ; between'",
        "limit=/mnt/nfs, 'limit=/mnt/nfs: must be WHAT=N'",
        "limit=/a=1;nfs=8, 'limit=nfs=8: must be WHAT=N'",
        "limit=/a=0, 'limit=/a=0: must be WHAT=N'",
        "prox=1, unknown option \"prox=1\" of -javaagent",
        "'procs=1,', unknown option \"\" of -javaagent",
    })
    void aWrongOneIsNamed(String options, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(options))
                .withMessageContaining(complaint);
    }

    @Test
    void aWrongPropertyIsNamedAsAProperty() {
        System.setProperty("baton.maxprocs", "x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(null))
                .withMessageStartingWith("baton.maxprocs=x: must be");
    }
}
