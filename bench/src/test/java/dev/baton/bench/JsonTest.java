package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void mapsKeepTheirOrderAndListsTheirs() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", Arrays.asList(1.5, null, true, "x"));
        assertThat(Json.write(map)).isEqualTo("{\"z\":1,\"a\":[1.5,null,true,\"x\"]}");
    }

    @Test
    void emptyMapsAndListsAreWrittenAsSuch() {
        assertThat(Json.write(Map.of("list", List.of()))).isEqualTo("{\"list\":[]}");
        assertThat(Json.write(Map.of())).isEqualTo("{}");
    }

    @Test
    void whatJsonWantsEscapedIsEscapedAndNothingElse() {
        assertThat(Json.write("a\"b\\c\nd\te µ≤")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0009e µ≤\"");
    }

    @Test
    void numbersThatJsonDoesNotHaveAreRefused() {
        for (double d : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Json.write(List.of(d)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(d));
        }
    }

    @Test
    void valuesOfOtherTypesAreRefusedByTheirName() {
        assertThatThrownBy(() -> Json.write(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }
}
