package programs.lucene;

import java.util.SplittableRandom;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** What is in the documents, and what is looked for. */
final class Words {
    private static final String FIELD = "text";
    private static final int COUNT = 20_000;
    private static final int PER_DOCUMENT = 100;

    private Words() {}

    static TextField text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PER_DOCUMENT; i++) {
            text.append(word(random)).append(' ');
        }
        return new TextField(FIELD, text.toString(), Field.Store.YES);
    }

    /** For documents with one of two words, or better both. */
    static Query query(SplittableRandom random) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        query.add(term(random), BooleanClause.Occur.SHOULD);
        query.add(term(random), BooleanClause.Occur.SHOULD);
        return query.build();
    }

    private static TermQuery term(SplittableRandom random) {
        return new TermQuery(new Term(FIELD, word(random)));
    }

    /** The first words are frequent. */
    private static String word(SplittableRandom random) {
        double x = random.nextDouble();
        return "w" + (int) (x * x * x * COUNT);
    }
}
