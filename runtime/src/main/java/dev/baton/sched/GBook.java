package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * Where one M notes the Gs that it starts. A place is written by the owner of the book when it is
 * empty, and emptied by whoever ends the G, which happens once: nobody contends for it. Read by
 * dumps, without a lock.
 */
final class GBook {
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(G[].class);
    private static final int PLACES = 256;

    /** A page is filled again when so much of it has become empty; else a new one is begun. */
    private static final int WORTH_FILLING = PLACES / 4;

    /** All books, and those without an owner: {@link AllGs}. */
    GBook next;

    GBook nextUnused;

    /** The page that is being filled; the pages are a ring. */
    private Page page = new Page();

    private int place;

    GBook() {
        page.next = page;
    }

    /** Notes a G. By the owner. Where there is no memory for it the G goes without. */
    void add(G g) {
        for (; ; ) {
            Page p = page;
            while (place < PLACES) {
                int i = place++;
                if (p.isEmpty(i)) {
                    g.page = p;
                    g.pageIndex = i;
                    p.fill(i, g);
                    return;
                }
            }
            try {
                turn();
            } catch (OutOfMemoryError e) {
                return; // it is missing in dumps; that it runs matters more
            }
        }
    }

    private void turn() {
        Page oldest = page.next;
        if (!oldest.isWorthFilling()) {
            Page p = new Page();
            p.next = oldest;
            page.next = p;
            oldest = p;
        }
        page = oldest;
        place = 0;
    }

    /** For a dump: misses those that come and go meanwhile. */
    void forEach(Consumer<? super G> see) {
        Page p = page;
        Page end = p;
        do {
            p.forEach(see);
            p = p.next;
        } while (p != end);
    }

    /** Some places. */
    static final class Page {
        private final G[] places = new G[PLACES];

        /** In the ring. Written by the owner; a dump may miss the newest. */
        private volatile Page next;

        private boolean isEmpty(int i) {
            return PLACE.getOpaque(places, i) == null;
        }

        /** A release: pairs with the acquire in {@link #forEach}. */
        private void fill(int i, G g) {
            PLACE.setRelease(places, i, g);
        }

        void clear(int i) {
            PLACE.setOpaque(places, i, null);
        }

        private boolean isWorthFilling() {
            int empty = 0;
            for (int i = 0; i < PLACES; i++) {
                if (isEmpty(i)) {
                    empty++;
                }
            }
            return empty >= WORTH_FILLING;
        }

        private void forEach(Consumer<? super G> see) {
            for (int i = 0; i < PLACES; i++) {
                G g = (G) PLACE.getAcquire(places, i);
                if (g != null) {
                    see.accept(g);
                }
            }
        }
    }
}
