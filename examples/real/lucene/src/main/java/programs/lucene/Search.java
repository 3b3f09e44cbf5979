package programs.lucene;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Randoms;
import programs.harness.Workload;

/** Two threads add documents and commit them to disk, two search what is there by now. */
public final class Search implements Workload {
    private static final int INDEXERS = 2;
    private static final int SEARCHERS = 2;
    private static final int DOCUMENTS_PER_REQUEST = 50;
    private static final int QUERIES_PER_REQUEST = 20;
    private static final int HITS = 10;
    private static final int REQUESTS_PER_COMMIT = 10;

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final AtomicInteger added = new AtomicInteger();
    private final Randoms randoms = new Randoms(INDEXERS + SEARCHERS);

    private Search(Options options) throws IOException {
        directory = FSDirectory.open(options.directory().resolve("index"));
        writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()));
        searchers = new SearcherManager(writer, null);
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("lucene", INDEXERS + SEARCHERS, Search::new, args);
    }

    @Override
    public void request(int worker) throws IOException {
        if (worker < INDEXERS) {
            index(randoms.of(worker));
        } else {
            search(randoms.of(worker));
        }
    }

    private void index(SplittableRandom random) throws IOException {
        for (int i = 0; i < DOCUMENTS_PER_REQUEST; i++) {
            TextField text = Words.text(random);
            Document document = new Document();
            document.add(new StringField("id", Long.toString(random.nextLong()), Field.Store.YES));
            document.add(text);
            writer.addDocument(document);
        }
        if (added.incrementAndGet() % REQUESTS_PER_COMMIT == 0) {
            writer.commit();
        }
    }

    private void search(SplittableRandom random) throws IOException {
        searchers.maybeRefresh();
        IndexSearcher searcher = searchers.acquire();
        try {
            for (int i = 0; i < QUERIES_PER_REQUEST; i++) {
                searcher.search(Words.query(random), HITS);
            }
        } finally {
            searchers.release(searcher);
        }
    }

    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
        directory.close();
    }
}
