package dev.baton.metrics;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import java.util.ArrayList;
import java.util.List;

/** For OpenTelemetry: asynchronous instruments, which are read when they are collected. */
public final class BatonInstruments implements AutoCloseable {
    private final List<Runnable> closes = new ArrayList<>();

    /**
     * Registers them.
     *
     * @param openTelemetry the program's
     */
    public BatonInstruments(OpenTelemetry openTelemetry) {
        Meter meter = openTelemetry.getMeter("dev.baton");
        for (Figure figure : Figure.values()) {
            closes.add(register(meter, figure));
        }
    }

    /** Returns what takes it away again. */
    private static Runnable register(Meter meter, Figure figure) {
        if (figure.isCounter()) {
            ObservableLongCounter counter =
                    meter.counterBuilder(figure.id)
                            .setUnit(figure.unit)
                            .setDescription(figure.meaning)
                            .buildWithCallback(measured -> measured.record(figure.now()));
            return counter::close;
        }
        ObservableDoubleGauge gauge =
                meter.gaugeBuilder(figure.id)
                        .setUnit(figure.unit)
                        .setDescription(figure.meaning)
                        .buildWithCallback(measured -> measured.record(figure.value()));
        return gauge::close;
    }

    /** Takes them away again. */
    @Override
    public void close() {
        closes.forEach(Runnable::run);
    }
}
