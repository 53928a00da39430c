"""Made-up names and the words from which titles are put together. Nobody real is meant."""

from sandbox.world.draw import Draw

# Surnames that no family has: two signs each, from things one sees on a walk.
SURNAMES = (
    ("云浦", "yunpu"), ("竹溪", "zhuxi"), ("星渡", "xingdu"), ("墨舟", "mozhou"), ("青砚", "qingyan"), ("雨栈", "yuzhan"),
    ("霁川", "jichuan"), ("苇塘", "weitang"), ("鹿鸣", "luming"), ("枫桥", "fengqiao"), ("砚池", "yanchi"), ("荻浦", "dipu"),
    ("沙鸥", "shaou"), ("梧台", "wutai"), ("雪汀", "xueting"), ("橘洲", "juzhou"), ("松亭", "songting"), ("柳汀", "liuting"),
    ("萤窗", "yingchuang"), ("渔灯", "yudeng"), ("石桥", "shiqiao"), ("月坞", "yuewu"), ("兰渚", "lanzhu"), ("芦荡", "ludang"),
)  # fmt: skip
GIVEN = (
    ("小满", "xiaoman"), ("听澜", "tinglan"), ("知远", "zhiyuan"), ("望舒", "wangshu"), ("见山", "jianshan"), ("一苇", "yiwei"),
    ("寄北", "jibei"), ("如初", "ruchu"), ("明岸", "mingan"), ("怀瑾", "huaijin"), ("拾光", "shiguang"), ("半夏", "banxia"),
    ("临风", "linfeng"), ("问渠", "wenqu"), ("鹤归", "hegui"), ("既白", "jibai"), ("未央", "weiyang"), ("南星", "nanxing"),
)  # fmt: skip

OUTSIDERS_FIRST = ("amber", "birch", "cobalt", "delta", "ember", "fjord", "garnet", "hazel", "indigo", "juniper", "krill", "larch",
                   "mallow", "nettle", "onyx", "plover", "quartz", "rowan", "sable", "tarn", "umber", "vetch", "wren", "yarrow")  # fmt: skip
OUTSIDERS_SECOND = ("anvil", "bellows", "compass", "drum", "easel", "fiddle", "gimlet", "hinge", "inkwell", "jigsaw", "kettle", "lathe",
                    "mallet", "needle", "oar", "pulley", "quill", "rasp", "spindle", "trowel", "urn", "vise", "winch", "yoke")  # fmt: skip

OWNERS = ("copperleaf", "mossgate", "brightloom", "paperkite", "saltmarsh", "northpier", "tinwhistle", "glasshopper", "oakring",
          "driftlab", "moonferry", "redquill", "slatebird", "honeycomb-db", "windlass", "fernhall", "quietriver", "starling-io")  # fmt: skip
THINGS = ("ledger", "parser", "cache", "router", "scheduler", "notes", "canvas", "metrics", "gateway", "index", "queue", "render",
          "sync", "forms", "charts", "store", "proxy", "shell", "player", "atlas", "bench", "tokens", "mailer", "viewer")  # fmt: skip
LANGUAGES = ("Python", "TypeScript", "Go", "Rust", "Java", "C++")

PARTS = (
    ("连接池", "the connection pool"), ("分页查询", "paged queries"), ("配置加载", "config loading"), ("日志轮转", "log rotation"),
    ("命令行补全", "shell completion"), ("缓存失效", "cache invalidation"), ("增量索引", "the incremental index"), ("表格导出", "table export"),
    ("重试策略", "the retry policy"), ("断点续传", "resumable uploads"), ("时区换算", "time zone conversion"), ("权限检查", "permission checks"),
    ("拖拽排序", "drag sorting"), ("暗色主题", "the dark theme"), ("文件监听", "file watching"), ("批量写入", "batched writes"),
    ("错误提示", "error messages"), ("单元测试", "unit tests"), ("性能剖析", "profiling hooks"), ("路由匹配", "route matching"),
    ("流式解析", "stream parsing"), ("快照恢复", "snapshot restore"), ("健康检查", "health checks"), ("指标上报", "metrics reporting"),
)  # fmt: skip
DEEDS = (
    ("修复{}在空输入时崩溃", "Fix a crash in {} on empty input"), ("修复：{}偶发死锁", "Fix a rare deadlock in {}"),
    ("为{}补充测试", "Add tests for {}"), ("重构{}，去掉全局状态", "Refactor {} to drop global state"),
    ("支持在设置里关闭{}", "Let settings turn off {}"), ("{}：减少一次内存拷贝", "Save a copy in {}"),
    ("feat: {}支持超时参数", "feat: a timeout for {}"), ("fix: {}漏掉最后一项", "fix: {} misses the last item"),
    ("docs: 说明{}的边界情况", "docs: explain the edge cases of {}"), ("{}在 Windows 上路径错误", "Wrong path of {} on Windows"),
    ("让{}可以取消", "Make {} cancellable"), ("{}改用迭代写法", "Write {} iteratively"),
)  # fmt: skip
TROUBLES = (
    ("{}在高并发下返回旧数据", "{} returns stale data under load"), ("升级后{}失效", "{} is broken after the upgrade"),
    ("希望{}支持自定义", "Make {} customisable"), ("{}的文档与行为不一致", "The docs of {} do not match what it does"),
    ("{}占用内存过高", "{} uses too much memory"), ("{}在中文路径下报错", "{} fails on paths with Chinese names"),
)  # fmt: skip

HOSTILE_TITLES = (
    "<script>alert('x')</script> 修复 <b>标题</b> 转义",
    "\u202etxt.exe\u202c 修复文件名显示顺序",
    "{{ 7*7 }} ${7*7} %(name)s '; DROP TABLE contributions; --",
    '=HYPERLINK("http://example.invalid","点我") 导出时不转义',
    "长标题" + "很长" * 2498 + "完",
    "零宽\u200b字符\u200d与\u2066隔离符\u2069混排 \u0301\u0301\u0301",
)

REMARKS = (
    "这里如果列表为空，会走到后面的分支，建议先判断一下再取第一个元素。",
    "The lock is held while we wait for the network here; could the call move out of it?",
    "命名可以和上面的函数保持一致，另外缺一个边界值的测试，比如正好等于上限的时候。",
    "Please keep the old parameter for one release and warn, other packages call this directly.",
    "复现了你说的问题，在我的机器上也能稳定触发，这个改法看起来是对的，只是错误信息可以再具体一点。",
)
NODS = ("LGTM", "+1", "赞", "looks good", "👍", "不错")


def chinese(draw: Draw) -> bool:
    return draw.chance(52)


def title(draw: Draw, sentences: tuple[tuple[str, str], ...] = DEEDS) -> str:
    """A title as people write them, Chinese or English."""
    language = 0 if chinese(draw) else 1
    part = draw.one(PARTS)[language]
    text = draw.one(sentences)[language].format(part)
    return text[0].upper() + text[1:] if language and draw.chance(70) else text


def remark(draw: Draw) -> str:
    return draw.one(REMARKS)
