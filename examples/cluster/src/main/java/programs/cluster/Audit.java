package programs.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that was booked.
 *
 * @param ids of the deposits
 * @param additions how often a balance was added to
 */
record Audit(Set<String> ids, long additions) {
    /**
     * Compares it with what the client was told.
     *
     * @param answered ids of the deposits that it has a receipt for
     * @param reported of those that it gave up, of which nobody knows whether they are booked
     * @return what is wrong; empty when each that was answered is booked, none twice, and nothing
     *     else but what was reported
     */
    List<String> faults(Set<String> answered, Set<String> reported) {
        List<String> faults = new ArrayList<>();
        if (additions != ids.size()) {
            faults.add(
                    "%,d deposits were booked, and balances were added to %,d times"
                            .formatted(ids.size(), additions));
        }
        Set<String> lost = new HashSet<>(answered);
        lost.removeAll(ids);
        if (!lost.isEmpty()) {
            faults.add("%,d were answered and are not booked: %s".formatted(lost.size(), lost));
        }
        Set<String> unknown = new HashSet<>(ids);
        unknown.removeAll(answered);
        unknown.removeAll(reported);
        if (!unknown.isEmpty()) {
            faults.add(
                    "%,d are booked and neither answered nor reported: %s"
                            .formatted(unknown.size(), unknown));
        }
        return faults;
    }
}
