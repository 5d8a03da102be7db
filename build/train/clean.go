package main

// Reading and cleaning sentence pairs. Each rule drops a pair for one stated reason, and the counts are printed, so that
// what a model was trained on can be checked. Nothing of the corpora is kept in the project.

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"pellucid/engine/token"
)

// pair is one sentence in both languages.
type pair struct {
	english, chinese string
	source           string // "tatoeba", "wiktionary", "hanzigraph"; "" for held-out pairs
}

// readPairs reads lines of English, Chinese and (train only) source, separated by tabs.
func readPairs(path string) ([]pair, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var pairs []pair
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) < 2 {
			return nil, fmt.Errorf("%s:%d: want English and Chinese separated by a tab, got %d field", path, n, len(fields))
		}
		p := pair{english: fields[0], chinese: fields[1]}
		if len(fields) > 2 {
			p.source = fields[2]
		}
		pairs = append(pairs, p)
	}
	return pairs, lines.Err()
}

// tidied is pairs in the spelling that models read and write.
func tidied(pairs []pair) []pair {
	tidy := slices.Clone(pairs)
	for i, p := range tidy {
		tidy[i] = pair{token.Tidy(p.english), token.Tidy(p.chinese), p.source}
	}
	return tidy
}

// bare is what two spellings of the same sentence share: letters, digits and Han characters in lower case.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// rule gives the reason to drop a pair, or "".
type rule func(pair) string

// heldOut drops training pairs that share a side, punctuation and case aside, with a held-out pair.
func heldOut(sets ...[]pair) rule {
	sides := map[string]bool{}
	for _, p := range slices.Concat(sets...) {
		sides[bare(p.english)], sides[bare(p.chinese)] = true, true
	}
	return func(p pair) string {
		if sides[bare(p.english)] || sides[bare(p.chinese)] {
			return "shares a side with a held-out pair"
		}
		return ""
	}
}

var (
	vulgarEnglish = regexp.MustCompile(`(?i)\b(\w*fuck\w*|shit\w*|bullshit|bitch\w*|cunts?|dicks?|cocks?|pussy|asshole\w*|bastards?|sluts?|whor(e|es|ing)|porn\w*|rap(e|ed|es|ing|ist)|orgasm\w*|masturbat\w*|penis\w*|vagina\w*|blowjobs?|horny|nigg\w+|faggots?|boobs?|tits|prostitut\w*|sex|sexual\w*|ejaculat\w*|semen|erection)\b`)
	vulgarChinese = regexp.MustCompile(`他妈的|妈的|操你|我操|肏|屄|鸡巴|屌|婊子|妓女|卖淫|嫖|强奸|强暴|自慰|手淫|高潮|阴茎|阴道|做爱|性交|色情|荡妇|傻逼|狗屎|王八蛋|混蛋|杂种|精液|射精|勃起`)
)

// vulgar drops pairs with a word of a short list.
func vulgar(p pair) string {
	if vulgarEnglish.MatchString(p.english) || vulgarChinese.MatchString(p.chinese) {
		return "vulgar"
	}
	return ""
}

// lengths drops pairs too long to be everyday sentences, empty ones, and pairs whose sides cannot be translations by their lengths.
func lengths(maxWords, maxHan int) rule {
	return func(p pair) string {
		words, characters := len(strings.Fields(p.english)), len([]rune(p.chinese))
		switch {
		case words == 0 || characters == 0:
			return "a side is empty"
		case words > maxWords || characters > maxHan:
			return "too long"
		case float64(characters) > 3.2*float64(words)+6 || float64(words) > 1.6*float64(characters)+4:
			return "lengths differ too much"
		}
		return ""
	}
}

// traditional is a sample of frequent characters that simplified text does not use.
const traditional = "們個來這國時說會對學過還後麼開關問間門見現書長車東馬魚鳥點電話語請讓謝歲歡樂買賣錢銀鐵飯館員圖園團聽覺視親觀頭題顏願類風飛養驗體魯齊齒龍龜愛變邊達運遠連進違遲選鄉醫錯鐘陽陰際隨難雙雖電靈靜韓順須項預領頻顧麗麥黃黨應戰戲擔據擇擊攝數斷舊曉書條楊極樓樣機橋權歷殺氣決沒況淚漢滿潔濟灣燈營爺牆獎獨獲環瑪畫當療發盡監盤睜確禮種穩窮競筆節簡糧紀約紅級紙細終組結給絕統經維網緊線練縣總績繼續缺罰羅義習聖聞聯聲職腦腳臉臨舉興舊葉蓋藝藥處號蟲術補裝裡製複規計討訓記設許訴試詩該詳認誤誰調談論證識議護讀豐負財責貨貧費資賽贊質跡輕輛輪輸農"

// script drops pairs with a wrong or mixed script on a side.
func script(p pair) string {
	han := false
	for _, r := range p.chinese {
		switch {
		case unicode.Is(unicode.Han, r):
			han = true
		case unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r), unicode.Is(unicode.Cyrillic, r), r == unicode.ReplacementChar:
			return "other script in the Chinese side"
		}
	}
	if !han {
		return "no Han character in the Chinese side"
	}
	if strings.ContainsAny(p.chinese, traditional) {
		return "traditional characters"
	}
	for _, r := range p.english {
		if r > 0x24f || strings.ContainsRune(`{}[]<>|_^\~`, r) {
			return "other script or markup in the English side"
		}
	}
	return ""
}

// knownHan drops pairs with a Han character that counts says is rarer than least.
func knownHan(counts map[rune]int, least int) rule {
	return func(p pair) string {
		for _, r := range p.chinese {
			if unicode.Is(unicode.Han, r) && counts[r] < least {
				return "rare Han character"
			}
		}
		return ""
	}
}

// countHan counts each Han character of the Chinese sides.
func countHan(pairs []pair) map[rune]int {
	counts := map[rune]int{}
	for _, p := range pairs {
		for _, r := range p.chinese {
			if unicode.Is(unicode.Han, r) {
				counts[r]++
			}
		}
	}
	return counts
}

// corpusRules are what a pair of the corpora, found or translated, must stand.
func corpusRules(held rule) []rule { return []rule{held, vulgar, script, lengths(30, 45)} }

// clean keeps the pairs that no rule drops, each pair once, and counts the reasons.
func clean(pairs []pair, rules ...rule) (kept []pair, dropped map[string]int) {
	dropped = map[string]int{}
	seen := map[[2]string]bool{}
next:
	for _, p := range pairs {
		for _, drop := range rules {
			if reason := drop(p); reason != "" {
				dropped[reason]++
				continue next
			}
		}
		key := [2]string{p.english, p.chinese}
		if seen[key] {
			dropped["repeated"]++
			continue
		}
		seen[key] = true
		kept = append(kept, p)
	}
	return kept, dropped
}
