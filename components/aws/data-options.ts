/** For what holds data or unlocks it: a stack that keeps its data lets nobody delete or replace it in passing. */
export const dataOptions = (keepData: boolean) => ({ protect: keepData, retainOnDelete: keepData })
