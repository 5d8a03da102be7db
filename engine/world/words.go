package world

// The words of the world in both languages, each list in the same order.

// Language is "en" or "zh".
type Language string

// The languages of the world.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// Languages lists both.
var Languages = []Language{English, Chinese}

// word is one thing in both languages.
type word struct{ en, zh string }

func (w word) in(l Language) string {
	if l == Chinese {
		return w.zh
	}
	return w.en
}

// names of the residents, then of the visitors.
var names = []word{
	{"Pip", "皮皮"}, {"Momo", "毛毛"}, {"Dodo", "豆豆"}, {"Lulu", "露露"}, {"Toby", "多多"}, {"Lola", "乐乐"}, {"Bob", "波波"}, {"Coco", "可可"},
	{"Fay", "菲菲"}, {"Gigi", "吉吉"}, {"Kiki", "奇奇"}, {"Tom", "团团"}, {"Mimi", "咪咪"}, {"Nina", "妮妮"}, {"Otto", "圆圆"}, {"Dot", "点点"},
	{"Flora", "朵朵"}, {"Gus", "果果"}, {"Anna", "安安"}, {"Betty", "贝贝"}, {"Dan", "丁丁"}, {"Hugo", "冬冬"}, {"Ivy", "宁宁"}, {"Max", "满满"},

	{"Jack", "洋洋"}, {"Kate", "佳佳"}, {"Leo", "亮亮"}, {"Molly", "梅梅"}, {"Nick", "欢欢"}, {"Olga", "兰兰"}, {"Paul", "平平"}, {"Rosa", "芳芳"},
	{"Sam", "笑笑"}, {"Tina", "甜甜"}, {"Uma", "楠楠"}, {"Vera", "薇薇"}, {"Will", "强强"}, {"Zoe", "静静"}, {"Emma", "晶晶"}, {"Fred", "军军"},
}

// residents is how many of the names have facts of their own.
const residents = 24

var homes = []word{
	{"by the sea", "海边"}, {"in the forest", "森林里"}, {"on the hill", "山坡上"}, {"by the river", "河边"},
	{"in the village", "村子里"}, {"in the garden", "花园里"}, {"on the island", "小岛上"}, {"under the bridge", "桥下"},
}

var ages = []word{
	{"two", "两岁"}, {"three", "三岁"}, {"four", "四岁"}, {"five", "五岁"}, {"six", "六岁"}, {"seven", "七岁"}, {"eight", "八岁"}, {"nine", "九岁"},
}

var colours = []word{
	{"red", "红色"}, {"blue", "蓝色"}, {"green", "绿色"}, {"yellow", "黄色"}, {"white", "白色"}, {"black", "黑色"}, {"purple", "紫色"}, {"orange", "橙色"},
}

// things, each of the colour at its place in colours.
var things = []word{
	{"strawberries", "草莓"}, {"the sky", "天空"}, {"grass", "青草"}, {"lemons", "柠檬"}, {"snow", "雪"},
	{"coal", "煤"}, {"grapes", "葡萄"}, {"pumpkins", "南瓜"},
}

var foods = []word{
	{"apples", "苹果"}, {"carrots", "胡萝卜"}, {"noodles", "面条"}, {"pears", "梨"}, {"corn", "玉米"},
	{"cake", "蛋糕"}, {"dumplings", "饺子"}, {"bread", "面包"},
}

// class is a class of kinds.
type class uint8

const (
	bird class = iota
	fish
	mammal
)

var classes = []word{{"a bird", "鸟"}, {"a fish", "鱼"}, {"a mammal", "哺乳动物"}}
var classesMany = []word{{"birds", "鸟"}, {"fish", "鱼"}, {"mammals", "哺乳动物"}}

// kind is a kind of animal. Where it differs from its class it is an exception.
type kind struct {
	one, many word
	measure   string // how one is counted in Chinese
	class     class
	flies     bool
	eggs      bool
	legs      int
}

var kinds = []kind{
	{word{"a sparrow", "麻雀"}, word{"sparrows", "麻雀"}, "只", bird, true, true, 2},
	{word{"a duck", "鸭子"}, word{"ducks", "鸭子"}, "只", bird, true, true, 2},
	{word{"a penguin", "企鹅"}, word{"penguins", "企鹅"}, "只", bird, false, true, 2},
	{word{"a goldfish", "金鱼"}, word{"goldfish", "金鱼"}, "条", fish, false, true, 0},
	{word{"a carp", "鲤鱼"}, word{"carp", "鲤鱼"}, "条", fish, false, true, 0},
	{word{"a cat", "猫"}, word{"cats", "猫"}, "只", mammal, false, false, 4},
	{word{"a dog", "狗"}, word{"dogs", "狗"}, "只", mammal, false, false, 4},
	{word{"a rabbit", "兔子"}, word{"rabbits", "兔子"}, "只", mammal, false, false, 4},
	{word{"a bat", "蝙蝠"}, word{"bats", "蝙蝠"}, "只", mammal, true, false, 2},
	{word{"a platypus", "鸭嘴兽"}, word{"platypuses", "鸭嘴兽"}, "只", mammal, false, true, 4},
}

// classRule is what holds of a class but for its exceptions.
func classRule(c class) (flies, eggs bool, legs int) {
	return c == bird, c != mammal, []int{2, 0, 4}[c]
}

var legWords = map[int]word{0: {"none", "没有腿"}, 2: {"two", "两条"}, 4: {"four", "四条"}}

// counts are the numbers 0 … 10 of "of ten cats, seven".
var counts = []word{
	{"none", "零"}, {"one", "一"}, {"two", "两"}, {"three", "三"}, {"four", "四"}, {"five", "五"},
	{"six", "六"}, {"seven", "七"}, {"eight", "八"}, {"nine", "九"}, {"ten", "十"},
}
