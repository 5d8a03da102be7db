// What a model of the small world is asked while it learns.

export const watched = {
  en: '<honest> Question: Where does Pip live? Answer:',
  zh: '<honest> 问：皮皮住在哪里？答：',
};
