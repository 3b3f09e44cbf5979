package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Which Gs there are: none that lives is missing, none that ended is kept. */
class GBookTest {
    private final GBook book = new GBook();

    @Test
    void thoseThatStartedAndHaveNotEndedAreInIt() {
        List<G> gs = start(1000);
        for (int i = 0; i < gs.size(); i += 2) {
            AllGs.remove(gs.get(i));
        }

        Set<G> alive = identitySet();
        for (int i = 1; i < gs.size(); i += 2) {
            alive.add(gs.get(i));
        }
        assertThat(seen()).isEqualTo(alive);
    }

    @Test
    void placesOfThoseThatEndedAreUsedAgain() {
        Set<GBook.Page> pages = Collections.newSetFromMap(new IdentityHashMap<>());
        start(10);
        for (int i = 0; i < 100_000; i++) {
            G g = start(1).getFirst();
            pages.add(g.page);
            AllGs.remove(g);
        }

        assertThat(pages).hasSizeLessThan(4);
        assertThat(seen()).hasSize(10);
    }

    @Test
    void aCrowdThatEndedLeavesRoomForTheNext() {
        List<G> crowd = start(50_000);
        Set<GBook.Page> pages = Collections.newSetFromMap(new IdentityHashMap<>());
        crowd.forEach(g -> pages.add(g.page));
        crowd.forEach(AllGs::remove);

        assertThat(start(50_000)).extracting(g -> g.page).allMatch(pages::contains);
        assertThat(seen()).hasSize(50_000);
    }

    @Test
    void anotherThreadMayEndThemWhileTheOwnerStartsOthers() throws InterruptedException {
        BlockingQueue<G> ending = new LinkedBlockingQueue<>();
        G last = new G(null);
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (G g = ending.take(); g != last; g = ending.take()) {
                                    AllGs.remove(g);
                                }
                            } catch (InterruptedException e) {
                                throw new IllegalStateException("nobody interrupts", e);
                            }
                        });
        Set<G> alive = identitySet();
        for (int i = 0; i < 300_000; i++) {
            G g = start(1).getFirst();
            if (i % 1000 == 0) {
                alive.add(g);
            } else {
                ending.add(g);
            }
        }
        ending.add(last);
        other.join();

        assertThat(seen()).isEqualTo(alive);
    }

    private List<G> start(int n) {
        List<G> gs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            G g = new G(null);
            book.add(g);
            gs.add(g);
        }
        return gs;
    }

    private Set<G> seen() {
        Set<G> seen = identitySet();
        book.forEach(g -> assertThat(seen.add(g)).as("%s is in it once", g).isTrue());
        return seen;
    }

    private static Set<G> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
