package main

// Numbers, prices, times and dates of generated pairs.

import (
	"fmt"
	"strings"
)

// whole is a number with a unit in both languages.
func whole(low, high int, englishUnit, chineseUnit string) func(*generator) (forms, error) {
	return func(g *generator) (forms, error) {
		n := g.number(low, high)
		if high > 100 && g.random.IntN(2) == 0 { // round ones are usual
			n = g.roundNumber(low, high)
		}
		english, chinese := g.write(n, true)
		return same(english+englishUnit, chinese+chineseUnit), nil
	}
}

// anyNumber is of one to four digits, each length as often.
func anyNumber(g *generator) (forms, error) {
	high := []int{99, 99, 99, 999, 9999}[g.random.IntN(5)]
	if g.random.IntN(12) == 0 {
		english, chinese := g.write(1000*g.number(10, 99), true)
		return same(english, chinese), nil
	}
	english, chinese := g.write(g.number(2+high/11, high), true)
	return same(english, chinese), nil
}

// label is a number that names and does not count: of a room, a bus, a lesson.
func label(g *generator) (forms, error) {
	english, chinese := g.write(g.number(2, []int{12, 99, 250}[g.random.IntN(3)]), false)
	return same(english, chinese), nil
}

// ordinalNumber is first to ninety-ninth, without 第 in Chinese.
func ordinalNumber(g *generator) (forms, error) {
	n := g.number(1, []int{12, 12, 99}[g.random.IntN(3)])
	return same(ordinal(n), chineseNumber(n, false)), nil
}

// roundNumber is a multiple of 10 or 50 not to be skipped.
func (g *generator) roundNumber(low, high int) int {
	step := []int{10, 50}[g.random.IntN(2)]
	return step * max(1, g.number(low, high)/step)
}

func years(g *generator) (forms, error) {
	n := g.number(1, 30)
	english, chinese := g.write(n, true)
	unit := " years"
	if n == 1 {
		unit = " year"
	}
	return forms{map[string]string{"years": english + unit}, map[string]string{"years": chinese + "年"}}, nil
}

// sum makes a, b and their sum together.
func sum(name string) func(*generator) (forms, error) {
	return func(g *generator) (forms, error) {
		a, b := g.number(1, 40), g.number(1, 40)
		for g.skip(a + b) {
			a, b = g.number(1, 40), g.number(1, 40)
		}
		for key, n := range map[string]int{"a": a, "b": b, "a+b": a + b} {
			if _, ok := g.drawn[key]; !ok {
				english, chinese := g.write(n, false)
				g.drawn[key] = same(english, chinese)
			}
		}
		return g.drawn[name], nil
	}
}

func times(g *generator) (forms, error) {
	n := g.number(1, 10)
	_, chinese := g.write(n, true)
	english, _ := g.write(n, true)
	switch n {
	case 1:
		return same("once", "一次"), nil
	case 2:
		return same("twice", "两次"), nil
	}
	return same(english+" times", chinese+"次"), nil
}

func duration(g *generator) (forms, error) {
	switch g.random.IntN(10) {
	case 0:
		return same("half an hour", "半个小时"), nil
	case 1:
		return same("an hour", "一个小时"), nil
	case 2:
		return same("an hour and a half", "一个半小时"), nil
	}
	unit := []struct {
		high             int
		english, chinese string
	}{{50, "minutes", "分钟"}, {50, "minutes", "分钟"}, {12, "hours", "个小时"}, {12, "hours", "小时"}, {10, "days", "天"}, {8, "weeks",
		"个星期"}, {10, "months", "个月"}}[g.random.IntN(7)]
	english, chinese := g.write(g.number(2, unit.high), true)
	return same(english+" "+unit.english, chinese+unit.chinese), nil
}

// currencies, yuan the most usual.
var currencies = [][2]string{{"yuan", "块"}, {"yuan", "块"}, {"yuan", "块钱"}, {"yuan", "元"}, {"yuan", "元"}, {"yuan", "元"},
	{"dollars", "美元"}, {"dollars", "美元"}, {"dollars", "美元"}, {"euros", "欧元"}, {"pounds", "英镑"}}

func price(g *generator) (forms, error) {
	n := g.number(2, 99)
	switch g.random.IntN(6) {
	case 0:
		n = g.number(100, 999)
	case 1:
		n = 10 * g.number(10, 99)
	case 2:
		n = 50 * g.number(2, 40)
	case 3:
		n = 100 * g.number(10, 99)
	case 4:
		n = 10 * g.number(2, 30)
	}
	if g.skip(n) {
		n++
	}
	english, chinese := g.write(n, true)
	currency := currencies[g.random.IntN(len(currencies))]
	return same(english+" "+currency[0], chinese+currency[1]), nil
}

func percent(g *generator) (forms, error) {
	n := g.number(2, 99)
	if g.random.IntN(2) == 0 {
		n = 10 * g.number(1, 9)
	}
	if g.digits {
		return same(fmt.Sprintf("%d percent", n), fmt.Sprintf("%d%%", n)), nil
	}
	return same(englishNumber(n)+" percent", "百分之"+chineseNumber(n, false)), nil
}

func temperature(g *generator) (forms, error) {
	n := g.number(1, 40)
	english, chinese := g.write(n, false)
	if g.random.IntN(2) == 0 && n < 20 {
		return same("minus "+english+degrees(n), "零下"+chinese+"度"), nil
	}
	return same(english+degrees(n), chinese+"度"), nil
}

func degrees(n int) string {
	if n == 1 {
		return " degree"
	}
	return " degrees"
}

func height(g *generator) (forms, error) {
	n := g.number(150, 199)
	if g.digits {
		return same(fmt.Sprintf("%d centimeters", n), fmt.Sprintf("%d厘米", n)), nil
	}
	return same(fmt.Sprintf("1.%d meters", n-100), "一米"+chineseDigitsOf(fmt.Sprint(n-100))), nil
}

func (g *generator) digitsOf(length int) string {
	var b strings.Builder
	for range length {
		b.WriteByte(byte('1' + g.random.IntN(9)))
	}
	return b.String()
}

func digits(g *generator) (forms, error) {
	number := g.digitsOf(6 + g.random.IntN(5))
	if g.random.IntN(4) == 0 {
		return same(number, chineseDigitsOf(number)), nil
	}
	return same(number, number), nil
}

func room(g *generator) (forms, error) {
	number := fmt.Sprintf("%d0%d", 1+g.random.IntN(9), 1+g.random.IntN(9))
	if g.random.IntN(3) == 0 {
		return same(number, chineseDigitsOf(number)), nil
	}
	return same(number, number), nil
}

// parts of the day: English after the time, Chinese before it, first and last hour on a clock of twelve.
var dayParts = []struct {
	english, chinese string
	first, last      int
}{{" in the morning", "早上", 5, 11}, {" in the morning", "上午", 8, 11}, {" in the afternoon", "下午", 1, 5}, {" in the evening",
	"晚上", 6, 10}, {" at night", "晚上", 9, 11}}

func clockTime(g *generator) (forms, error) {
	h, english, chinese := g.number(1, 12), "", ""
	if g.random.IntN(3) == 0 {
		part := dayParts[g.random.IntN(len(dayParts))]
		h, english, chinese = g.number(part.first, part.last), part.english, part.chinese
	}
	hours, points := englishNumber(h), chineseHour(h)+"点"
	m := []int{0, 0, 0, 30, 30, 15, 45, 5, 10, 20, 25, 35, 40, 50, 55}[g.random.IntN(15)]
	if g.digits {
		if m == 0 {
			return same(fmt.Sprintf("%d o'clock%s", h, english), fmt.Sprintf("%s%d点", chinese, h)), nil
		}
		return same(fmt.Sprintf("%d:%02d%s", h, m, english), fmt.Sprintf("%s%d点%s", chinese, h, digitMinutes(m))), nil
	}
	switch spoken := g.random.IntN(3) > 0; {
	case m == 0:
		return same(hours+" o'clock"+english, chinese+points), nil
	case m == 30 && spoken:
		return same("half past "+hours+english, chinese+points+"半"), nil
	case m == 30:
		return same(hours+" thirty"+english, chinese+points+"半"), nil
	case m == 15 && spoken:
		return same("a quarter past "+hours+english, chinese+points+"一刻"), nil
	case m == 45 && spoken:
		return same("a quarter to "+englishNumber(h%12+1)+english, chinese+points+"三刻"), nil
	case m == 50 && spoken:
		return same("ten to "+englishNumber(h%12+1)+english, chinese+points+"五十"), nil
	case m == 10 && spoken:
		return same("ten past "+hours+english, chinese+points+"十分"), nil
	case m == 5:
		return same("five past "+hours+english, chinese+points+"零五分"), nil
	case m == 10:
		return same(hours+" ten"+english, chinese+points+"十分"), nil
	}
	return same(hours+" "+englishNumber(m)+english, chinese+points+chineseNumber(m, false)+minuteWord(m)), nil
}

// minuteWord: 分 may be left out after tens and ones, never after 十五.
func minuteWord(m int) string {
	if m == 15 || m%10 == 5 {
		return "分"
	}
	return ""
}

func digitMinutes(m int) string {
	if m == 30 {
		return "半"
	}
	return fmt.Sprintf("%d分", m)
}

func chineseHour(h int) string {
	if h == 2 {
		return "两"
	}
	return chineseNumber(h, false)
}

func hour(g *generator) (forms, error) {
	for range 50 {
		h := g.number(1, 12)
		if key := fmt.Sprint("hour", h); !g.used[key] {
			g.used[key] = true
			v := same(englishNumber(h)+" o'clock", chineseHour(h)+"点")
			v.english["bare"], v.chinese["bare"] = englishNumber(h), chineseHour(h)+"点"
			return v, nil
		}
	}
	return forms{}, fmt.Errorf("no more hours")
}

var monthNames = strings.Fields("January February March April May June July August September October November December")

func date(g *generator) (forms, error) {
	m, d := g.number(1, 12), g.number(1, 28)
	english := monthNames[m-1] + " " + ordinal(d)
	chinese := chineseNumber(m, false) + "月" + chineseNumber(d, false) + "号"
	if g.digits {
		english = fmt.Sprintf("%s %d", monthNames[m-1], d)
		chinese = fmt.Sprintf("%d月%d日", m, d)
	}
	v := same(english, chinese)
	v.english["on"] = "on " + english
	return v, nil
}

func month(g *generator) (forms, error) {
	m := g.number(1, 12)
	if g.digits {
		return same(monthNames[m-1], fmt.Sprintf("%d月", m)), nil
	}
	return same(monthNames[m-1], chineseNumber(m, false)+"月"), nil
}

func year(g *generator) (forms, error) {
	number := fmt.Sprint(g.number(1930, 2027))
	if g.digits {
		return same(number, number+"年"), nil
	}
	return same(number, chineseDigitsOf(number)+"年"), nil
}

func tpast(g *generator) (forms, error) {
	e, err := g.entryOf("tpast")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	v.english["night"], v.chinese["night"] = "last night", "昨晚"
	return v, nil
}

func tfut(g *generator) (forms, error) {
	e, err := g.entryOf("tfut")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	v.english["day"], v.chinese["day"] = e.english[0], e.chinese[0]
	return v, nil
}
