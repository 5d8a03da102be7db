package explain

// A small task whose decision tree fits on a screen: is a sentence a question? The sentences and the features are our own;
// many lack their end mark, as in chats, so that one glance at the last character does not settle the matter.

import (
	"strings"
	"sync"

	regexp "github.com/dlclark/regexp2" // the tokenizers need it; the page's engine need not hold two
)

// QuestionFeature is a yes/no question about a sentence, answered by its letters alone.
type QuestionFeature struct {
	ID   string
	Name Text
	has  func() *regexp.Regexp
}

// Has answers the question for a sentence.
func (f QuestionFeature) Has(sentence string) bool {
	has, err := f.has().MatchString(strings.TrimSpace(sentence))
	return has && err == nil // only a time limit, which is not set, makes an error
}

// pattern is an expression in which \b is an edge of a Latin word, also where Han characters stand next to it. It is compiled when
// it is asked for: the page's engine is not to do so each time it starts.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp {
		edges := strings.NewReplacer(`\b(`, `(?<![0-9A-Za-z_])(`, `)\b`, `)(?![0-9A-Za-z_])`)
		return regexp.MustCompile(edges.Replace(expression), regexp.RE2)
	})
}

// QuestionFeatures are the tests a tree may ask, in the order of the page.
var QuestionFeatures = []QuestionFeature{
	{"mark", Text{"ends with a question mark", "以问号结尾"}, pattern(`[?？][”"’)）]?$`)},
	{"ma", Text{"has the particle 吗", "含有“吗”"}, pattern(`吗`)},
	{"ne", Text{"ends with 呢", "以“呢”结尾"}, pattern(`呢[?？。!！]?$`)},
	{"a-not-a", Text{"has a form like 是不是 or 有没有", "含有“是不是”“有没有”一类"}, pattern(`是不是|有没有|能不能|会不会|要不要|好不好|可不可以|对不对|去不去`)},
	{"word", Text{"has a question word (什么, 谁, what, who …)", "含有疑问词（什么、谁、what、who……）"},
		pattern(`(?i)什么|谁|哪|怎么|怎样|几点|几个|多少|多大|\b(what|who|where|when|why|how|which|whose)\b`)},
	{"verb", Text{"begins with do, is, can …", "以 do、is、can 等开头"},
		pattern(`(?i)^(do|does|did|is|are|was|were|can|could|will|would|have|has|should|may)\b`)},
	{"told", Text{"speaks of knowing, asking or telling", "提到知道、问、告诉"},
		pattern(`(?i)知道|明白|记得|告诉|问|忘了|\b(know|knows|remember|told|tell|asked|ask|forgot|understand)\b`)},
	{"stop", Text{"ends with a full stop or an exclamation mark", "以句号或叹号结尾"}, pattern(`[.。!！]$`)},
	{"long", Text{"is longer than 12 characters (24 in English)", "超过 12 个字（英文 24 个字母）"}, pattern(`^(.*\p{Han}.{12,}|.{25,})$`)},
}

// Questions holds the sentences, and whether each is a question.
var Questions = []struct {
	Text     string
	Question bool
}{
	{"你吃饭了吗", true}, {"今天会下雨吗？", true}, {"他是你的老师吗", true}, {"你喜欢喝茶吗", true}, {"这本书好看吗？", true},
	{"你在做什么", true}, {"谁把窗户打开了", true}, {"车站在哪儿", true}, {"你怎么还没睡", true}, {"现在几点了？", true},
	{"这件衣服多少钱", true}, {"你为什么不高兴", true}, {"她什么时候回来？", true}, {"你家有几个人", true}, {"哪一个是你的", true},
	{"你是不是累了", true}, {"明天有没有课", true}, {"你能不能帮我一下？", true}, {"我们去不去公园", true}, {"这样好不好", true},
	{"我的手机呢", true}, {"那你呢？", true}, {"后来呢", true}, {"他还在上班？", true}, {"就这些？", true},
	{"你知道他住在哪儿吗", true}, {"你问过谁", true}, {"你还记得我吗？", true}, {"你想喝茶还是咖啡？", true}, {"晚饭吃什么好呢", true},
	{"我知道他住在哪儿", false}, {"他问我为什么不去", false}, {"她告诉我车站在哪儿。", false}, {"我忘了这件衣服多少钱。", false}, {"没有人知道谁赢了", false},
	{"老师问谁没有来。", false}, {"他在看书呢", false}, {"外面正下着雨呢。", false}, {"孩子们还没睡呢", false}, {"我想喝一杯茶", false},
	{"今天天气很好。", false}, {"猫在窗边睡觉", false}, {"他昨天没有去学校。", false}, {"请把门关上", false}, {"我们明天去公园", false},
	{"这本书真好看！", false}, {"她唱歌唱得很好", false}, {"我家有四个人。", false}, {"火车八点开", false}, {"银行在河边。", false},
	{"我不知道他会不会来", false}, {"我也不明白这是怎么回事。", false}, {"随便吃什么都行", false}, {"哪里都没有这么好的茶", false}, {"你先走吧", false},
	{"Do you like tea", true}, {"Is it raining?", true}, {"Can you help me", true}, {"Are they at home?", true}, {"Did he call you", true},
	{"What is your name?", true}, {"Where is the station", true}, {"Why are you late?", true}, {"How much is this",
		true}, {"Who opened the window", true},
	{"Have you seen my phone?", true}, {"Will she come tomorrow", true}, {"Do you know where he lives?",
		true}, {"When does the train leave?", true}, {"You are leaving already?", true},
	{"I know where he lives.", false}, {"She asked me why I was late", false}, {"He told us when the train leaves.",
		false}, {"Nobody knows who won", false}, {"I forgot what to buy.", false},
	{"The cat sleeps by the window.", false}, {"It is raining", false}, {"We will go to the park tomorrow.",
		false}, {"He did not go to school", false}, {"Please close the door!", false},
	{"She sings very well", false}, {"The bank is by the river.", false}, {"I like tea", false}, {"My phone is on the table",
		false}, {"What a beautiful day!", false},
	{"Have a nice day!", false}, {"Do not open the window", false}, {"I remember how it ended.", false}, {"They are at home",
		false}, {"The train leaves at eight.", false},
}

// QuestionAnswers are a sentence's answers to all features.
func QuestionAnswers(sentence string) []bool {
	answers := make([]bool, len(QuestionFeatures))
	for i, f := range QuestionFeatures {
		answers[i] = f.Has(sentence)
	}
	return answers
}

// QuestionHeld says whether the sentence of a number in [Questions] is kept for the test.
func QuestionHeld(i int) bool { return i%4 == 3 }

// QuestionTree grows the tree on every sentence but each fourth, and says on what share of those held out it is right,
// and what share always answering "statement" gets.
func QuestionTree(depth int) (tree *Tree, right, majority float64, held int, err error) {
	var grown, kept []Example
	for i, q := range Questions {
		example := Example{Features: QuestionAnswers(q.Text)}
		if q.Question {
			example.Class = 1
		}
		if QuestionHeld(i) {
			kept = append(kept, example)
		} else {
			grown = append(grown, example)
		}
	}
	if tree, err = GrowTree(grown, 2, depth, 2); err != nil {
		return nil, 0, 0, 0, err
	}
	statements := 0
	for _, e := range kept {
		if e.Class == 0 {
			statements++
		}
	}
	return tree, tree.Agreement(kept), float64(statements) / float64(len(kept)), len(kept), nil
}
