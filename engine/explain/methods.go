package explain

// Text is a sentence in both languages of the page.
type Text struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

// Card says what a method is good for. It is shown beside every result and exported with it.
type Card struct {
	ID        string `json:"id"`
	Name      Text   `json:"name"`
	Measures  Text   `json:"measures"`
	Not       Text   `json:"not"` // what it does not show
	Cost      Text   `json:"cost"`
	Reference string `json:"reference"`
}

// Methods lists every method, in the order of the page.
var Methods = []Card{
	{
		ID: "occlusion", Name: Text{"Occlusion", "遮挡"},
		Measures: Text{
			"How much the probability of the output falls when one word is hidden. Positive: the word supported the output.",
			"遮住一个词后，输出的概率下降多少。正值表示这个词支持该输出。"},
		Not: Text{
			"The answer depends on how words are hidden, and a text with a hole is unlike what the model was trained on. Two words that would each do alone can both look unimportant.",
			"结果取决于怎样遮挡；带空洞的句子也不像训练时见过的句子。如果两个词各自就足够，两者都可能显得不重要。"},
		Cost:      Text{"one pass a word, and one more", "每个词一次前向，外加一次"},
		Reference: "Zeiler & Fergus 2013, arXiv:1311.2901; Li, Monroe & Jurafsky 2016, arXiv:1612.08220",
	},
	{
		ID: "pairs", Name: Text{"Pair occlusion", "成对遮挡"},
		Measures: Text{
			"What two words do together beyond what each does alone. Negative: either would do. Positive: only both together.",
			"两个词一起的作用超出各自作用之和的部分。负值：有一个就够；正值：缺一不可。"},
		Not:       Text{"Only pairs are seen; three words can hide for each other just as two can.", "只看两两之间；三个词之间的互相替补看不到。"},
		Cost:      Text{"one pass a pair", "每对一次前向"},
		Reference: "Grabisch & Roubens 1999, interaction index",
	},
	{
		ID: "attention", Name: Text{"Attention", "注意力"},
		Measures: Text{
			"Where the writing position looks: the weights averaged over layers and heads.",
			"写这个词时在看哪里：各层各头注意力权重的平均。"},
		Not: Text{
			"A large weight is not a large effect: what is read there may be almost nothing, and heads can cancel each other. Marks such as the end token often soak up weight.",
			"权重大不等于作用大：读到的内容可能几乎为零，不同的头还会互相抵消。结束符之类的记号常常吸走大量权重。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Vaswani et al. 2017, arXiv:1706.03762; Jain & Wallace 2019, arXiv:1902.10186; Wiegreffe & Pinter 2019, arXiv:1908.04626",
	},
	{
		ID: "weighted", Name: Text{"Value-weighted attention", "加值注意力"},
		Measures: Text{
			"The size of what each position really adds: the weight times the length of the value vector after the output projection.",
			"每个位置实际加进来的量：权重乘以值向量经输出投影后的长度。"},
		Not:       Text{"A length has no direction: it cannot tell support from opposition, nor see heads that cancel.", "长度没有方向：分不出支持还是反对，也看不出互相抵消的头。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Kobayashi et al. 2020, arXiv:2004.10102",
	},
	{
		ID: "rollout", Name: Text{"Attention rollout", "注意力传播"},
		Measures: Text{
			"Attention followed down through all layers to the words, half of each layer passing along the residual.",
			"把注意力一层层追到输入的词，每层有一半沿残差直接通过。"},
		Not:       Text{"Still only weights: values, signs and the MLPs are left out.", "仍然只是权重：没有计入值向量、正负号和前馈层。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Abnar & Zuidema 2020, arXiv:2005.00928",
	},
	{
		ID: "gradient", Name: Text{"Gradient norm", "梯度大小"},
		Measures: Text{
			"How sensitive the output is to a tiny change of a word's vector.",
			"词向量有极小变化时，输出有多敏感。"},
		Not:       Text{"It has no sign, and a function that has levelled off has no slope however important the word was.", "没有正负；函数已经饱和时斜率接近零，哪怕这个词很重要。"},
		Cost:      Text{"one pass forward and back an output", "每个输出一次前向加一次反向"},
		Reference: "Simonyan, Vedaldi & Zisserman 2013, arXiv:1312.6034",
	},
	{
		ID: "gradient_input", Name: Text{"Gradient × input", "梯度×输入"},
		Measures: Text{
			"The slope times the word's vector: a straight-line guess of what removing it would do.",
			"斜率乘以词向量：用直线估计去掉这个词会怎样。"},
		Not:       Text{"A straight line through a curved function: signs can be wrong far from the point.", "函数是弯的，直线只在附近准；离得远时连正负都可能错。"},
		Cost:      Text{"one pass forward and back an output", "每个输出一次前向加一次反向"},
		Reference: "Shrikumar et al. 2016, arXiv:1605.01713",
	},
	{
		ID: "integrated", Name: Text{"Integrated gradients", "积分梯度"},
		Measures: Text{
			"Slopes summed along the straight path from an average vector to the word's. The credits add up to the whole change; the gap shown is the error of the sum.",
			"沿着从平均向量到词向量的直线把斜率累加起来。各词之和应等于总变化，所示差额就是数值误差。"},
		Not:       Text{"The points on the path are no words, and another baseline gives another answer.", "路径中间的点不是任何词；换一个起点，结果也会变。"},
		Cost:      Text{"32 passes forward and back an output", "每个输出 32 次前向加反向"},
		Reference: "Sundararajan, Taly & Yan 2017, arXiv:1703.01365",
	},
	{
		ID: "lime", Name: Text{"LIME", "LIME"},
		Measures: Text{
			"A straight-line model fitted to what the model does when random words are hidden, near ones counted more.",
			"随机遮住若干词，看模型怎样变化，再拟合一个线性模型；离原句近的样本权重大。"},
		Not:       Text{"Where the fit R² is low, a straight line does not describe the model here. Other seeds give other numbers; see the error bars.", "拟合 R² 低时，说明线性模型描述不了这里的行为。换随机种子数字会变，请看误差线。"},
		Cost:      Text{"at least 200 passes", "至少 200 次前向"},
		Reference: "Ribeiro, Singh & Guestrin 2016, arXiv:1602.04938",
	},
	{
		ID: "shapley", Name: Text{"Shapley values", "沙普利值"},
		Measures: Text{
			"A word's average contribution over random orders of revealing the words. The credits add up to the whole effect.",
			"按随机顺序逐个显示词语，一个词平均带来多少变化。各词之和等于总效果。"},
		Not:       Text{"Most of the texts it averages over are mostly holes, unlike anything the model was trained on.", "参与平均的多数句子大半是空洞，与训练时见过的句子很不一样。"},
		Cost:      Text{"one pass a word and order", "每个顺序、每个词一次前向"},
		Reference: "Shapley 1953; Castro, Gómez & Tejada 2009; Lundberg & Lee 2017, arXiv:1705.07874",
	},
	{
		ID: "faithfulness", Name: Text{"Faithfulness", "忠实度"},
		Measures: Text{
			"How fast the probability falls when words are hidden in the order a method gives, against random orders. It is judged with another way of hiding than the one that made the order.",
			"按某方法给出的顺序遮词，概率比随机顺序掉得快多少。评判时的遮挡方式与打分时不同。"},
		Not:       Text{"Faithful to the model is not the same as convincing to people, and one sentence is one sample.", "对模型忠实不等于让人信服；一个句子只是一个样本。"},
		Cost:      Text{"two passes a word and order", "每个顺序、每个词两次前向"},
		Reference: "Samek et al. 2015, arXiv:1509.06321; DeYoung et al. 2020, arXiv:1911.03429; Petsiuk, Das & Saenko 2018, arXiv:1806.07421",
	},
	{
		ID: "importance", Name: Text{"Switching parts off", "关掉部件"},
		Measures: Text{
			"How much the output's probability falls when one head or MLP is switched off.",
			"关掉一个注意力头或前馈层后，输出概率下降多少。"},
		Not:       Text{"Effects do not add up, and an idle part may be the backup of another.", "各部件的作用不能相加；看似闲着的部件可能是别人的后备。"},
		Cost:      Text{"one pass a part", "每个部件一次前向"},
		Reference: "Michel, Levy & Neubig 2019, arXiv:1905.10650; Zhang & Nanda 2023, arXiv:2309.16042",
	},
	{
		ID: "patching", Name: Text{"Activation patching", "激活移植"},
		Measures: Text{
			"Run a changed sentence, but put one activation of the original back: 1 restores the original answer, 0 does nothing.",
			"运行改动后的句子，但把原句的一个激活值放回去：1 表示完全恢复原来的答案，0 表示没有作用。"},
		Not:       Text{"It finds where the difference between these two sentences is carried, not where everything is.", "只能找出这两句话的差别由哪里携带，不能说明其他。"},
		Cost:      Text{"one pass a cell", "每格一次前向"},
		Reference: "Meng et al. 2022, arXiv:2202.05262; Heimersheim & Nanda 2024, arXiv:2404.15255",
	},
	{
		ID: "lens", Name: Text{"Logit lens", "对数几率透镜"},
		Measures: Text{
			"What the model would write if it stopped after a layer.",
			"假如在某一层之后就停下，模型会写什么。"},
		Not:       Text{"Early layers do not yet speak the output's language: nonsense there is the lens's, not the model's.", "前面的层还没有使用输出的表示方式：那里的胡话是透镜的，不是模型的。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "nostalgebraist 2020; Belrose et al. 2023, arXiv:2303.08112",
	},
	{
		ID: "direct", Name: Text{"Direct logit attribution", "直接贡献"},
		Measures: Text{
			"What each head, MLP and embedding adds straight to the output's logit. The parts add up exactly.",
			"每个头、前馈层和嵌入直接给输出分数加了多少。各部分之和恰好等于总分。"},
		Not:       Text{"What a part does through later layers is not seen.", "部件通过后面各层产生的间接作用看不到。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Elhage et al. 2021, A Mathematical Framework for Transformer Circuits",
	},
	{
		ID: "surrogate", Name: Text{"Surrogate tree", "替身决策树"},
		Measures: Text{
			"The best small decision tree that imitates the model on versions of your sentence with words hidden, and how often it agrees on versions it has not seen.",
			"在遮掉若干词的各种版本上模仿模型的最佳小决策树，以及它在没见过的版本上有多少次与模型一致。"},
		Not:       Text{"High fidelity near one sentence says nothing about other sentences.", "在一个句子附近模仿得好，对别的句子什么也说明不了。"},
		Cost:      Text{"200 to 600 passes", "200 到 600 次前向"},
		Reference: "Craven & Shavlik 1996; Bastani, Kim & Bastani 2017, arXiv:1705.08504; Breiman et al. 1984",
	},
}

// Find returns the card of a method.
func Find(id string) (Card, bool) {
	for _, c := range Methods {
		if c.ID == id {
			return c, true
		}
	}
	return Card{}, false
}
