package dev.baton.cli.explode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document svg) {
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    @Test
    void eachSideHasALineOfThreadsAndOneOfMemoryAndIsNamedThreeTimes() throws Exception {
        Run[] runs =
                Arrays.stream(Side.values()).map(side -> Runs.run(side, 5_020)).toArray(Run[]::new);

        Document svg = parse(Chart.of(Runs.report(runs)));

        assertThat(svg.getElementsByTagName("polyline").getLength())
                .isEqualTo(2 * Side.values().length);
        for (Side side : Side.values()) {
            assertThat(texts(svg)).filteredOn(side.title()::equals).hasSize(3);
        }
    }

    @Test
    void axesSayWhatTheyAreAndWhenTheScaleIsALogarithm() throws Exception {
        List<String> texts = texts(parse(Chart.of(Runs.report(Runs.run(Side.GO, 5_006)))));

        assertThat(texts)
                .contains(
                        "threads of the OS (log scale)",
                        "resident memory, MiB",
                        "10,000",
                        "11 s",
                        "all start",
                        "let go")
                .contains("5,006 → 20", "5,000; 7 ms");
    }

    @Test
    void aLineEndsWhereItsLastSampleIs() throws Exception {
        Document svg = parse(Chart.of(Runs.report(Runs.run(Side.GO, 5_006))));

        String[] points =
                svg.getElementsByTagName("polyline")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("points")
                        .getNodeValue()
                        .split(" ", -1);
        assertThat(points).hasSize(7);
        double before = 0;
        for (String point : points) {
            double x = Double.parseDouble(point.substring(0, point.indexOf(',')));
            assertThat(x).isGreaterThan(before);
            before = x;
        }
    }

    @Test
    void aSideOfWhichNothingWasSeenHasNoLine() throws Exception {
        Document svg =
                parse(Chart.of(Runs.report(Runs.run(Side.GO, 5_006), Runs.waiting(Side.STOCK))));

        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(texts(svg)).doesNotContain(Side.STOCK.title());
    }

    @Test
    void aPictureOfNothingIsStillOne() throws Exception {
        assertThat(parse(Chart.of(Runs.report())).getElementsByTagName("polyline").getLength())
                .isZero();
    }

    @Test
    void labelsOfLinesThatEndTogetherStandApartInTheirOrder() {
        double[] places = Chart.spread(new double[] {100, 300, 300, 301, 310});

        assertThat(places[0]).isEqualTo(100);
        for (int i = 1; i < places.length; i++) {
            assertThat(places[i] - places[i - 1]).isGreaterThan(15.9);
        }
    }

    @Test
    void stepsAreRound() {
        assertThat(Chart.roundStep(0)).isEqualTo(1);
        assertThat(Chart.roundStep(1.5)).isEqualTo(2);
        assertThat(Chart.roundStep(25)).isEqualTo(50);
        assertThat(Chart.roundStep(51)).isEqualTo(100);
        assertThat(Chart.roundStep(100)).isEqualTo(100);
    }
}
