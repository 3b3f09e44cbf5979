package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static final TextTable TABLE =
            new TextTable(
                    List.of(
                            List.of("", "unit", "Baton", "stock"),
                            List.of("yield", "1/s", "12,345", "9"),
                            List.of("a line by itself"),
                            List.of("sleep", "ms", "1", "1,000,000")),
                    Set.of(0, 1),
                    1);

    @Test
    void whereThereIsRoomItIsOneTable() {
        assertThat(TABLE.within(TextTable.ANY_WIDTH))
                .isEqualTo(
                        """
                               unit   Baton      stock
                        yield  1/s   12,345          9
                        a line by itself
                        sleep  ms         1  1,000,000
                        """);
        assertThat(TABLE.within(30)).isEqualTo(TABLE.within(TextTable.ANY_WIDTH));
    }

    @Test
    void columnsWithoutRoomComeBelow() {
        assertThat(TABLE.within(29))
                .isEqualTo(
                        """
                               unit   Baton
                        yield  1/s   12,345
                        a line by itself
                        sleep  ms         1

                                   stock
                        yield          9
                        a line by itself
                        sleep  1,000,000
                        """);
    }

    @Test
    void eachPartHasOneColumnAtLeastHoweverNarrow() {
        assertThat(TABLE.within(1).split("\n\n")).hasSize(3);
    }

    @Test
    void wordsAreBrokenWhereALineWouldBeTooWide() {
        assertThat(Wrapped.text("one two three\nfour\n", 8, "  "))
                .isEqualTo("one two\n  three\nfour\n");
        assertThat(Wrapped.text("one two three\n", TextTable.ANY_WIDTH, "  "))
                .isEqualTo("one two three\n");
        assertThat(Wrapped.text("incomprehensible\n", 8, "  ")).isEqualTo("incomprehensible\n");
        assertThat(Wrapped.text("  one  two three", 8, "   ")).isEqualTo("  one\n   two\n   three");
    }
}
