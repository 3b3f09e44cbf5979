package programs.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void onlyTheDirectoryHasNoDefault() {
        Options options = Options.parse(new String[] {"--dir=/a", "--service=a=b"});

        assertThat(options.directory()).isEqualTo(Path.of("/a"));
        assertThat(options.service()).isEqualTo("a=b");
        assertThat(options.seconds()).isPositive();
        assertThatThrownBy(() -> Options.parse(new String[0])).hasMessageContaining("--dir");
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        for (String wrong :
                new String[] {"--seconds=0", "--seconds=x", "--warmup=-1", "--x=1", "y"}) {
            assertThatThrownBy(() -> Options.parse(new String[] {"--dir=/a", wrong}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong);
        }
    }
}
