var a = "Includes";
