package programs.lucene;

import java.io.IOException;
import java.util.SplittableRandom;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/** Eight threads that search an index which doesn't change, by positioned reads of its files. */
public final class Finder implements Workload {
    private static final int WORKERS = 8;
    private static final int DOCUMENTS = 10_000;
    private static final int WORDS_PER_DOCUMENT = 100;
    private static final int HITS = 10;

    private final Directory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final SplittableRandom[] randoms = new SplittableRandom[WORKERS];

    private Finder(Options options) throws IOException {
        directory = new NIOFSDirectory(options.directory().resolve("index"));
        SplittableRandom random = new SplittableRandom(1);
        try (IndexWriter writer =
                new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
            for (int i = 0; i < DOCUMENTS; i++) {
                StringBuilder text = new StringBuilder();
                for (int j = 0; j < WORDS_PER_DOCUMENT; j++) {
                    text.append(Search.word(random)).append(' ');
                }
                Document document = new Document();
                document.add(new TextField("text", text.toString(), Field.Store.YES));
                writer.addDocument(document);
            }
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
        for (int i = 0; i < WORKERS; i++) {
            randoms[i] = new SplittableRandom(i);
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        Measurement.run(new Finder(options), options);
    }

    @Override
    public String name() {
        return "lucene";
    }

    @Override
    public int workers() {
        return WORKERS;
    }

    @Override
    public void request(int worker) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        query.add(Search.term(randoms[worker]), BooleanClause.Occur.SHOULD);
        query.add(Search.term(randoms[worker]), BooleanClause.Occur.SHOULD);
        var hits = searcher.search(query.build(), HITS).scoreDocs;
        if (hits.length > 0) {
            searcher.storedFields().document(hits[0].doc);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
