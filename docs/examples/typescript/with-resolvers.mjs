// The SDK calls Promise.withResolvers, which Node has from version 22 on; this gives it to Node 20.
Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
