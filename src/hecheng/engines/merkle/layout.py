"""The files of a bundle and how large each may be: one table for the writer and the reader."""

CHECKPOINT = "checkpoint.txt"
OLD_CHECKPOINT = "checkpoint-old.txt"
CONSISTENCY = "consistency.json"
ENTRIES = "entries.jsonl"
OPENINGS = "openings.jsonl"
FIGURES = "figures.json"
README = "README.txt"

KIB, MIB = 1024, 1024 * 1024

MAX_BYTES = {
    CHECKPOINT: 64 * KIB,
    OLD_CHECKPOINT: 64 * KIB,
    CONSISTENCY: 64 * KIB,
    ENTRIES: 1024 * MIB,
    OPENINGS: 256 * MIB,
    FIGURES: 32 * MIB,
    README: 256 * KIB,
}
MAX_FILES = 16
MAX_LINE_BYTES = 128 * KIB
MAX_ENTRIES = 1_000_000
MAX_OPENINGS = 1_000_000
MAX_FIGURES = 10_000

README_TEXT = """\
鹤城 · 证据包

这里是一座城市文明实践记录的一部分，以及证明：每一条确在公开日志里，之后没有被改过、删过、补插过。
不必信任给您这份材料的人。请从别处（公示栏、报纸、见证单位）取得公钥，然后运行：

    hecheng-verify 本文件夹或压缩包 --key 公钥

退出码：0 相符；1 不相符（会说明是哪一条）；2 无法读取。

  checkpoint.txt       日志运营方签名的检查点
  checkpoint-old.txt   早先的检查点（如有），consistency.json 证明其后只增不改
  entries.jsonl        条目与各自的证明；个人信息只有加盐承诺
  openings.jsonl       向您公开的个人信息（如有），请勿转给无关的人
  figures.json         数字（如有），以及数出它们的条目


Hecheng · evidence bundle

Part of the records of a city's civic-practice service, with proof that each stands in the public log and has not been
changed, removed or slipped in since. Nobody who handed you this needs to be trusted. Get the public key from elsewhere
(a notice board, a newspaper, a witness), then run:

    hecheng-verify THIS_FOLDER_OR_ZIP --key PUBLIC_KEY

Exit code: 0 agrees; 1 differs (it says which entry); 2 cannot be read.

  checkpoint.txt       the checkpoint signed by the log's operator
  checkpoint-old.txt   an earlier one, if any; consistency.json proves that the log has only grown since
  entries.jsonl        entries, each with its proof; of persons only salted commitments
  openings.jsonl       personal data shown to you, if any: please do not pass it on
  figures.json         figures, if any, with the entries they are counted from
"""
